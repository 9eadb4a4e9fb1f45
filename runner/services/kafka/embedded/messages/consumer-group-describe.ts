import { list, struct } from '../wire/notation.ts';
import { message } from './message.ts';

export const CONSUMER_GROUP_DESCRIBE = message({
  key: 69,
  name: 'ConsumerGroupDescribe',
  versions: '0-0',
  clientVersion: 0,
  flexible: 0,
  request: {
    groupIds: '[]string',
    includeAuthorizedOperations: 'bool',
  },
  response: {
    throttleTimeMs: 'int32',
    groups: list({
      errorCode: 'int16',
      errorMessage: 'string? = null',
      groupId: 'string',
      groupState: 'string',
      groupEpoch: 'int32',
      assignmentEpoch: 'int32',
      assignorName: 'string',
      members: list({
        memberId: 'string',
        instanceId: 'string? = null',
        rackId: 'string? = null',
        memberEpoch: 'int32',
        clientId: 'string',
        clientHost: 'string',
        subscribedTopicNames: '[]string',
        subscribedTopicRegex: 'string? = null',
        assignment: struct({
          topicPartitions: list({
            topicId: 'uuid',
            topicName: 'string',
            partitions: '[]int32',
          }),
        }),
        targetAssignment: struct({
          topicPartitions: list({
            topicId: 'uuid',
            topicName: 'string',
            partitions: '[]int32',
          }),
        }),
      }),
      authorizedOperations: 'int32 = -2147483648',
    }),
  },
});
