import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const METADATA = message({
  key: 3,
  name: 'Metadata',
  versions: '0-12',
  clientVersion: 12,
  flexible: 9,
  request: {
    topics: list(
      {
        topicId: 'uuid 10+',
        name: 'string?10+',
      },
      '?1+',
    ),
    allowAutoTopicCreation: 'bool 4+ = true',
    includeClusterAuthorizedOperations: 'bool 8-10',
    includeTopicAuthorizedOperations: 'bool 8+',
  },
  response: {
    throttleTimeMs: 'int32 3+',
    brokers: list({
      nodeId: 'int32',
      host: 'string',
      port: 'int32',
      rack: 'string? 1+ = null',
    }),
    clusterId: 'string? 2+ = null',
    controllerId: 'int32 1+ = -1',
    topics: list({
      errorCode: 'int16',
      name: 'string?12+',
      topicId: 'uuid 10+',
      isInternal: 'bool 1+',
      partitions: list({
        errorCode: 'int16',
        partitionIndex: 'int32',
        leaderId: 'int32',
        leaderEpoch: 'int32 7+ = -1',
        replicaNodes: '[]int32',
        isrNodes: '[]int32',
        offlineReplicas: '[]int32 5+',
      }),
      topicAuthorizedOperations: 'int32 8+ = -2147483648',
    }),
    clusterAuthorizedOperations: 'int32 8-10 = -2147483648',
  },
});
