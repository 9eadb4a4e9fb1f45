import { list, struct } from '../wire/notation.ts';
import { message } from './message.ts';

export const CONSUMER_GROUP_HEARTBEAT = message({
  key: 68,
  name: 'ConsumerGroupHeartbeat',
  versions: '0-1',
  flexible: 0,
  request: {
    groupId: 'string',
    memberId: 'string',
    memberEpoch: 'int32',
    instanceId: 'string? = null',
    rackId: 'string? = null',
    rebalanceTimeoutMs: 'int32 = -1',
    subscribedTopicNames: '[]string? = null',
    subscribedTopicRegex: 'string? 1+ = null',
    serverAssignor: 'string? = null',
    topicPartitions: list(
      {
        topicId: 'uuid',
        partitions: '[]int32',
      },
      '? = null',
    ),
  },
  response: {
    throttleTimeMs: 'int32',
    errorCode: 'int16',
    errorMessage: 'string? = null',
    memberId: 'string? = null',
    memberEpoch: 'int32',
    heartbeatIntervalMs: 'int32',
    assignment: struct(
      {
        topicPartitions: list({
          topicId: 'uuid',
          partitions: '[]int32',
        }),
      },
      '? = null',
    ),
  },
});
