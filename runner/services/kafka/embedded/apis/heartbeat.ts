import { defineApi } from '../api.ts';
import { codeOf, ERROR } from '../errors.ts';
import { HEARTBEAT } from '../messages/heartbeat.ts';

/** A member is still there; the answer tells it when it has to join again. */
export const heartbeat = defineApi({
  ...HEARTBEAT,
  handle: ({ groupId, groupInstanceId, ...speaker }, { broker }) => {
    try {
      broker.groups.require(groupId).heartbeat({ ...speaker, instanceId: groupInstanceId });
      return { errorCode: ERROR.NONE };
    } catch (error) {
      return { errorCode: codeOf(error) };
    }
  },
});
