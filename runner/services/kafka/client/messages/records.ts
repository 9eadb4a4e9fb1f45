import { list } from '../../embedded/wire/notation.ts';
import { messagePair } from '../message-pair.ts';

// Records, and where they lie.

export const PRODUCE = messagePair({
  ...{ name: 'Produce', key: 0, version: 8, isFlexible: false },
  request: {
    transactionalId: 'string? = null',
    acks: 'int16',
    timeoutMs: 'int32',
    topicData: list({ name: 'string', partitionData: list({ index: 'int32', records: 'records?' }) }),
  },
  response: {
    responses: list({
      name: 'string',
      partitionResponses: list({
        index: 'int32',
        errorCode: 'int16',
        baseOffset: 'int64',
        logAppendTimeMs: 'int64',
        logStartOffset: 'int64',
        recordErrors: list({ batchIndex: 'int32', batchIndexErrorMessage: 'string?' }),
        errorMessage: 'string?',
      }),
    }),
    throttleTimeMs: 'int32',
  },
});

export const FETCH = messagePair({
  ...{ name: 'Fetch', key: 1, version: 11, isFlexible: false },
  request: {
    replicaId: 'int32 = -1',
    maxWaitMs: 'int32',
    minBytes: 'int32',
    maxBytes: 'int32',
    isolationLevel: 'int8',
    sessionId: 'int32',
    sessionEpoch: 'int32 = -1',
    topics: list({
      topic: 'string',
      partitions: list({
        partition: 'int32',
        currentLeaderEpoch: 'int32 = -1',
        fetchOffset: 'int64',
        logStartOffset: 'int64 = -1',
        partitionMaxBytes: 'int32',
      }),
    }),
    forgottenTopicsData: list({ topic: 'string', partitions: '[]int32' }),
    rackId: 'string',
  },
  response: {
    throttleTimeMs: 'int32',
    errorCode: 'int16',
    sessionId: 'int32',
    responses: list({
      topic: 'string',
      partitions: list({
        partitionIndex: 'int32',
        errorCode: 'int16',
        highWatermark: 'int64',
        lastStableOffset: 'int64',
        logStartOffset: 'int64',
        abortedTransactions: list({ producerId: 'int64', firstOffset: 'int64' }, '?'),
        preferredReadReplica: 'int32',
        records: 'records?',
      }),
    }),
  },
});

export const LIST_OFFSETS = messagePair({
  ...{ name: 'ListOffsets', key: 2, version: 7, isFlexible: true },
  request: {
    replicaId: 'int32',
    isolationLevel: 'int8',
    topics: list({
      name: 'string',
      partitions: list({ partitionIndex: 'int32', currentLeaderEpoch: 'int32 = -1', timestamp: 'int64' }),
    }),
  },
  response: {
    throttleTimeMs: 'int32',
    topics: list({
      name: 'string',
      partitions: list({
        partitionIndex: 'int32',
        errorCode: 'int16',
        timestamp: 'int64',
        offset: 'int64',
        leaderEpoch: 'int32',
      }),
    }),
  },
});

export const DELETE_RECORDS = messagePair({
  ...{ name: 'DeleteRecords', key: 21, version: 2, isFlexible: true },
  request: {
    topics: list({ name: 'string', partitions: list({ partitionIndex: 'int32', offset: 'int64' }) }),
    timeoutMs: 'int32',
  },
  response: {
    throttleTimeMs: 'int32',
    topics: list({
      name: 'string',
      partitions: list({ partitionIndex: 'int32', lowWatermark: 'int64', errorCode: 'int16' }),
    }),
  },
});

export const DESCRIBE_LOG_DIRS = messagePair({
  ...{ name: 'DescribeLogDirs', key: 35, version: 2, isFlexible: true },
  request: { topics: list({ topic: 'string', partitions: '[]int32' }, '?') },
  response: {
    throttleTimeMs: 'int32',
    results: list({
      errorCode: 'int16',
      logDir: 'string',
      topics: list({
        name: 'string',
        partitions: list({ partitionIndex: 'int32', partitionSize: 'int64', offsetLag: 'int64', isFutureKey: 'bool' }),
      }),
    }),
  },
});
