import { type Codec, compile } from '../../embedded/wire/codec.ts';
import { type Fields, list, struct } from '../../embedded/wire/notation.ts';

/**
 * The messages that the tools send and read, in one version each: one that every broker from Kafka 2.8 on speaks, and
 * the embedded one. They are not taken from the broker's own tables because those come with the whole broker, and a
 * command has to answer before anybody notices that it started; a test reads them with the broker's codecs.
 */
export type MessagePair<Q extends Fields = Fields, R extends Fields = Fields> = {
  name: string;
  key: number;
  version: number;
  isFlexible: boolean;
  request: Q;
  response: R;
};

const pair = <const Q extends Fields, const R extends Fields>(declared: MessagePair<Q, R>): MessagePair<Q, R> => declared;

const codecs = new Map<Fields, Codec>();

/** The codec of one side of a pair, compiled when it is first used. */
export function codecOf({ version, isFlexible }: MessagePair, fields: Fields): Codec {
  const codec = codecs.get(fields) ?? compile(fields, { version, isFlexible });
  codecs.set(fields, codec);
  return codec;
}

const TOPIC_PARTITIONS = list({ topicId: 'uuid', topicName: 'string', partitions: '[]int32' });

export const METADATA = pair({
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

export const CREATE_TOPICS = pair({
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

export const DELETE_TOPICS = pair({
  ...{ name: 'DeleteTopics', key: 20, version: 5, isFlexible: true },
  request: { topicNames: '[]string', timeoutMs: 'int32' },
  response: {
    throttleTimeMs: 'int32',
    responses: list({ name: 'string', errorCode: 'int16', errorMessage: 'string?' }),
  },
});

export const CREATE_PARTITIONS = pair({
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

export const DESCRIBE_CONFIGS = pair({
  ...{ name: 'DescribeConfigs', key: 32, version: 4, isFlexible: true },
  request: {
    resources: list({ resourceType: 'int8', resourceName: 'string', configurationKeys: '[]string?' }),
    includeSynonyms: 'bool',
    includeDocumentation: 'bool',
  },
  response: {
    throttleTimeMs: 'int32',
    results: list({
      errorCode: 'int16',
      errorMessage: 'string?',
      resourceType: 'int8',
      resourceName: 'string',
      configs: list({
        name: 'string',
        value: 'string?',
        readOnly: 'bool',
        configSource: 'int8',
        isSensitive: 'bool',
        synonyms: list({ name: 'string', value: 'string?', source: 'int8' }),
        configType: 'int8',
        documentation: 'string?',
      }),
    }),
  },
});

export const INCREMENTAL_ALTER_CONFIGS = pair({
  ...{ name: 'IncrementalAlterConfigs', key: 44, version: 1, isFlexible: true },
  request: {
    resources: list({
      resourceType: 'int8',
      resourceName: 'string',
      configs: list({ name: 'string', configOperation: 'int8', value: 'string?' }),
    }),
    validateOnly: 'bool',
  },
  response: {
    throttleTimeMs: 'int32',
    responses: list({ errorCode: 'int16', errorMessage: 'string?', resourceType: 'int8', resourceName: 'string' }),
  },
});

export const LIST_OFFSETS = pair({
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

export const DELETE_RECORDS = pair({
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

export const LIST_GROUPS = pair({
  ...{ name: 'ListGroups', key: 16, version: 5, isFlexible: true },
  request: { statesFilter: '[]string', typesFilter: '[]string' },
  response: {
    throttleTimeMs: 'int32',
    errorCode: 'int16',
    groups: list({ groupId: 'string', protocolType: 'string', groupState: 'string', groupType: 'string' }),
  },
});

export const DESCRIBE_GROUPS = pair({
  ...{ name: 'DescribeGroups', key: 15, version: 5, isFlexible: true },
  request: { groups: '[]string', includeAuthorizedOperations: 'bool' },
  response: {
    throttleTimeMs: 'int32',
    groups: list({
      errorCode: 'int16',
      groupId: 'string',
      groupState: 'string',
      protocolType: 'string',
      protocolData: 'string',
      members: list({
        memberId: 'string',
        groupInstanceId: 'string?',
        clientId: 'string',
        clientHost: 'string',
        memberMetadata: 'bytes',
        memberAssignment: 'bytes',
      }),
      authorizedOperations: 'int32',
    }),
  },
});

export const CONSUMER_GROUP_DESCRIBE = pair({
  ...{ name: 'ConsumerGroupDescribe', key: 69, version: 0, isFlexible: true },
  request: { groupIds: '[]string', includeAuthorizedOperations: 'bool' },
  response: {
    throttleTimeMs: 'int32',
    groups: list({
      errorCode: 'int16',
      errorMessage: 'string?',
      groupId: 'string',
      groupState: 'string',
      groupEpoch: 'int32',
      assignmentEpoch: 'int32',
      assignorName: 'string',
      members: list({
        memberId: 'string',
        instanceId: 'string?',
        rackId: 'string?',
        memberEpoch: 'int32',
        clientId: 'string',
        clientHost: 'string',
        subscribedTopicNames: '[]string',
        subscribedTopicRegex: 'string?',
        assignment: struct({ topicPartitions: TOPIC_PARTITIONS }),
        targetAssignment: struct({ topicPartitions: TOPIC_PARTITIONS }),
      }),
      authorizedOperations: 'int32',
    }),
  },
});

export const OFFSET_FETCH = pair({
  ...{ name: 'OffsetFetch', key: 9, version: 7, isFlexible: true },
  request: {
    groupId: 'string',
    topics: list({ name: 'string', partitionIndexes: '[]int32' }, '?'),
    requireStable: 'bool',
  },
  response: {
    throttleTimeMs: 'int32',
    topics: list({
      name: 'string',
      partitions: list({
        partitionIndex: 'int32',
        committedOffset: 'int64',
        committedLeaderEpoch: 'int32',
        metadata: 'string?',
        errorCode: 'int16',
      }),
    }),
    errorCode: 'int16',
  },
});

export const OFFSET_COMMIT = pair({
  ...{ name: 'OffsetCommit', key: 8, version: 8, isFlexible: true },
  request: {
    groupId: 'string',
    generationIdOrMemberEpoch: 'int32 = -1',
    memberId: 'string',
    groupInstanceId: 'string? = null',
    topics: list({
      name: 'string',
      partitions: list({
        partitionIndex: 'int32',
        committedOffset: 'int64',
        committedLeaderEpoch: 'int32 = -1',
        committedMetadata: 'string?',
      }),
    }),
  },
  response: {
    throttleTimeMs: 'int32',
    topics: list({ name: 'string', partitions: list({ partitionIndex: 'int32', errorCode: 'int16' }) }),
  },
});

export const OFFSET_DELETE = pair({
  ...{ name: 'OffsetDelete', key: 47, version: 0, isFlexible: false },
  request: {
    groupId: 'string',
    topics: list({ name: 'string', partitions: list({ partitionIndex: 'int32' }) }),
  },
  response: {
    errorCode: 'int16',
    throttleTimeMs: 'int32',
    topics: list({ name: 'string', partitions: list({ partitionIndex: 'int32', errorCode: 'int16' }) }),
  },
});

export const DELETE_GROUPS = pair({
  ...{ name: 'DeleteGroups', key: 42, version: 2, isFlexible: true },
  request: { groupsNames: '[]string' },
  response: { throttleTimeMs: 'int32', results: list({ groupId: 'string', errorCode: 'int16' }) },
});

export const FIND_COORDINATOR = pair({
  ...{ name: 'FindCoordinator', key: 10, version: 3, isFlexible: true },
  request: { key: 'string', keyType: 'int8' },
  response: {
    throttleTimeMs: 'int32',
    errorCode: 'int16',
    errorMessage: 'string?',
    nodeId: 'int32',
    host: 'string',
    port: 'int32',
  },
});

export const JOIN_GROUP = pair({
  ...{ name: 'JoinGroup', key: 11, version: 7, isFlexible: true },
  request: {
    groupId: 'string',
    sessionTimeoutMs: 'int32',
    rebalanceTimeoutMs: 'int32',
    memberId: 'string',
    groupInstanceId: 'string? = null',
    protocolType: 'string',
    protocols: list({ name: 'string', metadata: 'bytes' }),
  },
  response: {
    throttleTimeMs: 'int32',
    errorCode: 'int16',
    generationId: 'int32',
    protocolType: 'string?',
    protocolName: 'string?',
    leader: 'string',
    memberId: 'string',
    members: list({ memberId: 'string', groupInstanceId: 'string?', metadata: 'bytes' }),
  },
});

export const SYNC_GROUP = pair({
  ...{ name: 'SyncGroup', key: 14, version: 5, isFlexible: true },
  request: {
    groupId: 'string',
    generationId: 'int32',
    memberId: 'string',
    groupInstanceId: 'string? = null',
    protocolType: 'string?',
    protocolName: 'string?',
    assignments: list({ memberId: 'string', assignment: 'bytes' }),
  },
  response: {
    throttleTimeMs: 'int32',
    errorCode: 'int16',
    protocolType: 'string?',
    protocolName: 'string?',
    assignment: 'bytes',
  },
});

export const HEARTBEAT = pair({
  ...{ name: 'Heartbeat', key: 12, version: 4, isFlexible: true },
  request: { groupId: 'string', generationId: 'int32', memberId: 'string', groupInstanceId: 'string? = null' },
  response: { throttleTimeMs: 'int32', errorCode: 'int16' },
});

export const LEAVE_GROUP = pair({
  ...{ name: 'LeaveGroup', key: 13, version: 4, isFlexible: true },
  request: { groupId: 'string', members: list({ memberId: 'string', groupInstanceId: 'string? = null' }) },
  response: {
    throttleTimeMs: 'int32',
    errorCode: 'int16',
    members: list({ memberId: 'string', groupInstanceId: 'string?', errorCode: 'int16' }),
  },
});

export const PRODUCE = pair({
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

export const FETCH = pair({
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
