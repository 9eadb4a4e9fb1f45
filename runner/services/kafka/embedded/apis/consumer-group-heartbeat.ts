import { defineApi } from '../api.ts';
import { brokerNumber } from '../configs/broker-configs.ts';
import { refusalOf } from '../errors.ts';
import { CONSUMER_GROUP_HEARTBEAT } from '../messages/consumer-group-heartbeat.ts';

/** A member of the new consumer protocol joins, stays, acknowledges or leaves [KIP-848]. */
export const consumerGroupHeartbeat = defineApi({
  ...CONSUMER_GROUP_HEARTBEAT,
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
