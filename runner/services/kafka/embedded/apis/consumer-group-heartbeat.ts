import { defineApi } from '../api.ts';
import { brokerNumber } from '../configs/broker-configs.ts';
import { refusalOf } from '../errors.ts';
import { list, struct } from '../wire/notation.ts';

/** A member of the new consumer protocol joins, stays, acknowledges or leaves [KIP-848]. */
export const consumerGroupHeartbeat = defineApi({
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
  handle: (request, { broker, version, clientId, clientHost }) => {
    try {
      const said = { ...request, version, clientId, clientHost };
      const answer = broker.groups.consumerHeartbeat(request.groupId, said);
      return { ...answer, heartbeatIntervalMs: brokerNumber('group.consumer.heartbeat.interval.ms') };
    } catch (error) {
      return refusalOf(error);
    }
  },
});
