import { defineApi } from '../api.ts';
import { codeOf } from '../errors.ts';
import { list } from '../wire/notation.ts';

/** Hands out what the leader has assigned, when the leader has. */
export const syncGroup = defineApi({
  key: 14,
  name: 'SyncGroup',
  versions: '0-5',
  flexible: 4,
  request: {
    groupId: 'string',
    generationId: 'int32',
    memberId: 'string',
    groupInstanceId: 'string? 3+ = null',
    protocolType: 'string? 5+ = null',
    protocolName: 'string? 5+ = null',
    assignments: list({
      memberId: 'string',
      assignment: 'bytes',
    }),
  },
  response: {
    throttleTimeMs: 'int32 1+',
    errorCode: 'int16',
    protocolType: 'string? 5+ = null',
    protocolName: 'string? 5+ = null',
    assignment: 'bytes',
  },
  handle: async ({ groupId, groupInstanceId, ...request }, { broker }) => {
    try {
      return await broker.groups.require(groupId).sync({ ...request, instanceId: groupInstanceId });
    } catch (error) {
      return { errorCode: codeOf(error) };
    }
  },
});
