import { defineApi } from '../api.ts';
import { codeOf } from '../errors.ts';
import { JOIN_GROUP } from '../messages/join-group.ts';

/** Joins a group, and waits until everybody has. */
export const joinGroup = defineApi({
  ...JOIN_GROUP,
  handle: async (request, { broker, version, clientId, clientHost }) => {
    const { groupId, memberId, groupInstanceId, sessionTimeoutMs, rebalanceTimeoutMs, protocolType } = request;
    try {
      return await broker.groups.join(groupId, {
        ...{ memberId, instanceId: groupInstanceId, clientId, clientHost, sessionTimeoutMs, protocolType },
        rebalanceTimeoutMs: rebalanceTimeoutMs < 0 ? sessionTimeoutMs : rebalanceTimeoutMs,
        // Copies: the bytes are views into the request, and a member may stay for days.
        protocols: request.protocols.map(({ name, metadata }) => ({ name, metadata: Buffer.from(metadata) })),
        needsId: version >= 4,
        canSkip: version >= 9,
      });
    } catch (error) {
      return { errorCode: codeOf(error), memberId, protocolName: version >= 7 ? null : '' };
    }
  },
});
