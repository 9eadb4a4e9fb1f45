import { list, struct } from '../wire/notation.ts';
import { message } from './message.ts';

export const FETCH = message({
  key: 1,
  name: 'Fetch',
  versions: '4-17',
  clientVersion: 11,
  flexible: 12,
  request: {
    clusterId: 'string? 12+ tag 0 = null',
    replicaId: 'int32 0-14 = -1',
    replicaState: struct(
      {
        replicaId: 'int32 = -1',
        replicaEpoch: 'int64 = -1',
      },
      '15+ tag 1',
    ),
    maxWaitMs: 'int32',
    minBytes: 'int32',
    maxBytes: 'int32 = 2147483647',
    isolationLevel: 'int8',
    sessionId: 'int32 7+',
    sessionEpoch: 'int32 7+ = -1',
    topics: list({
      topic: 'string 0-12',
      topicId: 'uuid 13+',
      partitions: list({
        partition: 'int32',
        currentLeaderEpoch: 'int32 9+ = -1',
        fetchOffset: 'int64',
        lastFetchedEpoch: 'int32 12+ = -1',
        logStartOffset: 'int64 5+ = -1',
        partitionMaxBytes: 'int32',
        replicaDirectoryId: 'uuid 17+ tag 0',
      }),
    }),
    forgottenTopicsData: list(
      {
        topic: 'string 7-12',
        topicId: 'uuid 13+',
        partitions: '[]int32',
      },
      '7+',
    ),
    rackId: 'string 11+',
  },
  response: {
    throttleTimeMs: 'int32',
    errorCode: 'int16 7+',
    sessionId: 'int32 7+',
    responses: list({
      topic: 'string 0-12',
      topicId: 'uuid 13+',
      partitions: list({
        partitionIndex: 'int32',
        errorCode: 'int16',
        highWatermark: 'int64',
        lastStableOffset: 'int64 = -1',
        logStartOffset: 'int64 5+ = -1',
        divergingEpoch: struct(
          {
            epoch: 'int32 = -1',
            endOffset: 'int64 = -1',
          },
          '12+ tag 0',
        ),
        currentLeader: struct(
          {
            leaderId: 'int32 = -1',
            leaderEpoch: 'int32 = -1',
          },
          '12+ tag 1',
        ),
        snapshotId: struct(
          {
            endOffset: 'int64 = -1',
            epoch: 'int32 = -1',
          },
          '12+ tag 2',
        ),
        abortedTransactions: list(
          {
            producerId: 'int64',
            firstOffset: 'int64',
          },
          '?',
        ),
        preferredReadReplica: 'int32 11+ = -1',
        records: 'records?',
      }),
    }),
    nodeEndpoints: list(
      {
        nodeId: 'int32',
        host: 'string',
        port: 'int32',
        rack: 'string? = null',
      },
      '16+ tag 0',
    ),
  },
});
