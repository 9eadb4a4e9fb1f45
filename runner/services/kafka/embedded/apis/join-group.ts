import { defineApi } from '../api.ts';
import { codeOf } from '../errors.ts';
import { list } from '../wire/notation.ts';

/** Joins a group, and waits until everybody has. */
export const joinGroup = defineApi({
  key: 11,
  name: 'JoinGroup',
  versions: '0-9',
  flexible: 6,
  request: {
    groupId: 'string',
    sessionTimeoutMs: 'int32',
    rebalanceTimeoutMs: 'int32 1+ = -1',
    memberId: 'string',
    groupInstanceId: 'string? 5+ = null',
    protocolType: 'string',
    protocols: list({
      name: 'string',
      metadata: 'bytes',
    }),
    reason: 'string? 8+ = null',
  },
  response: {
    throttleTimeMs: 'int32 2+',
    errorCode: 'int16',
    generationId: 'int32 = -1',
    protocolType: 'string? 7+ = null',
    protocolName: 'string?7+',
    leader: 'string',
    skipAssignment: 'bool 9+',
    memberId: 'string',
    members: list({
      memberId: 'string',
      groupInstanceId: 'string? 5+ = null',
      metadata: 'bytes',
    }),
  },
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
