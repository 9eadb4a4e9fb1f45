import { list } from '../../embedded/wire/notation.ts';
import { messagePair } from '../message-pair.ts';

// What is asked of the cluster about its topics, and the changes of them.

export const METADATA = messagePair({
  ...{ name: 'Metadata', key: 3, version: 12, isFlexible: true },
  request: {
    topics: list({ topicId: 'uuid', name: 'string?' }, '?'),
    allowAutoTopicCreation: 'bool = true',
    includeTopicAuthorizedOperations: 'bool',
  },
  response: {
    throttleTimeMs: 'int32',
    brokers: list({ nodeId: 'int32', host: 'string', port: 'int32', rack: 'string?' }),
    clusterId: 'string?',
    controllerId: 'int32',
    topics: list({
      errorCode: 'int16',
      name: 'string?',
      topicId: 'uuid',
      isInternal: 'bool',
      partitions: list({
        errorCode: 'int16',
        partitionIndex: 'int32',
        leaderId: 'int32',
        leaderEpoch: 'int32',
        replicaNodes: '[]int32',
        isrNodes: '[]int32',
        offlineReplicas: '[]int32',
      }),
      topicAuthorizedOperations: 'int32',
    }),
  },
});

export const CREATE_TOPICS = messagePair({
  ...{ name: 'CreateTopics', key: 19, version: 5, isFlexible: true },
  request: {
    topics: list({
      name: 'string',
      numPartitions: 'int32',
      replicationFactor: 'int16',
      assignments: list({ partitionIndex: 'int32', brokerIds: '[]int32' }),
      configs: list({ name: 'string', value: 'string?' }),
    }),
    timeoutMs: 'int32 = 60000',
    validateOnly: 'bool',
  },
  response: {
    throttleTimeMs: 'int32',
    topics: list({
      name: 'string',
      errorCode: 'int16',
      errorMessage: 'string?',
      topicConfigErrorCode: 'int16 tag 0',
      numPartitions: 'int32',
      replicationFactor: 'int16',
      configs: list({ name: 'string', value: 'string?', readOnly: 'bool', configSource: 'int8', isSensitive: 'bool' }, '?'),
    }),
  },
});

export const DELETE_TOPICS = messagePair({
  ...{ name: 'DeleteTopics', key: 20, version: 5, isFlexible: true },
  request: { topicNames: '[]string', timeoutMs: 'int32' },
  response: {
    throttleTimeMs: 'int32',
    responses: list({ name: 'string', errorCode: 'int16', errorMessage: 'string?' }),
  },
});

export const CREATE_PARTITIONS = messagePair({
  ...{ name: 'CreatePartitions', key: 37, version: 2, isFlexible: true },
  request: {
    topics: list({ name: 'string', count: 'int32', assignments: list({ brokerIds: '[]int32' }, '?') }),
    timeoutMs: 'int32',
    validateOnly: 'bool',
  },
  response: {
    throttleTimeMs: 'int32',
    results: list({ name: 'string', errorCode: 'int16', errorMessage: 'string?' }),
  },
});
