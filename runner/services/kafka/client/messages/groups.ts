import { list, struct } from '../../embedded/wire/notation.ts';
import { messagePair } from '../message-pair.ts';

// Groups as they are looked at and changed from outside, and what they have committed.

const TOPIC_PARTITIONS = list({ topicId: 'uuid', topicName: 'string', partitions: '[]int32' });

export const LIST_GROUPS = messagePair({
  ...{ name: 'ListGroups', key: 16, version: 5, isFlexible: true },
  request: { statesFilter: '[]string', typesFilter: '[]string' },
  response: {
    throttleTimeMs: 'int32',
    errorCode: 'int16',
    groups: list({ groupId: 'string', protocolType: 'string', groupState: 'string', groupType: 'string' }),
  },
});

export const DESCRIBE_GROUPS = messagePair({
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

export const CONSUMER_GROUP_DESCRIBE = messagePair({
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

export const DELETE_GROUPS = messagePair({
  ...{ name: 'DeleteGroups', key: 42, version: 2, isFlexible: true },
  request: { groupsNames: '[]string' },
  response: { throttleTimeMs: 'int32', results: list({ groupId: 'string', errorCode: 'int16' }) },
});

export const OFFSET_FETCH = messagePair({
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

export const OFFSET_COMMIT = messagePair({
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

export const OFFSET_DELETE = messagePair({
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
