import { defineApi } from '../api.ts';
import { codeOf, ERROR } from '../errors.ts';
import { DELETE_GROUPS } from '../messages/delete-groups.ts';

/** Removes groups that nobody is in, with what they committed. */
export const deleteGroups = defineApi({
  ...DELETE_GROUPS,
  handle: async ({ groupsNames }, { broker }) => {
    const results = [];
    for (const groupId of groupsNames)
      results.push({ groupId, errorCode: await broker.groups.delete(groupId).then(() => ERROR.NONE, codeOf) });
    return { results };
  },
});
