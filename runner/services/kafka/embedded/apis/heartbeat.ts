import { defineApi } from '../api.ts';
import { codeOf, ERROR } from '../errors.ts';

/** A member is still there; the answer tells it when it has to join again. */
export const heartbeat = defineApi({
  key: 12,
  name: 'Heartbeat',
  versions: '0-4',
  flexible: 4,
  request: {
    groupId: 'string',
    generationId: 'int32',
    memberId: 'string',
    groupInstanceId: 'string? 3+ = null',
  },
  response: {
    throttleTimeMs: 'int32 1+',
    errorCode: 'int16',
  },
  handle: ({ groupId, groupInstanceId, ...speaker }, { broker }) => {
    try {
      broker.groups.require(groupId).heartbeat({ ...speaker, instanceId: groupInstanceId });
      return { errorCode: ERROR.NONE };
    } catch (error) {
      return { errorCode: codeOf(error) };
    }
  },
});
