import { defineApi } from '../api.ts';
import { codeOf } from '../errors.ts';
import { SYNC_GROUP } from '../messages/sync-group.ts';

/** Hands out what the leader has assigned, when the leader has. */
export const syncGroup = defineApi({
  ...SYNC_GROUP,
  handle: async ({ groupId, groupInstanceId, ...request }, { broker }) => {
    try {
      return await broker.groups.require(groupId).sync({ ...request, instanceId: groupInstanceId });
    } catch (error) {
      return { errorCode: codeOf(error) };
    }
  },
});
