import { defineApi } from '../api.ts';
import { codeOf, ERROR } from '../errors.ts';
import { list } from '../wire/notation.ts';

/** Removes groups that nobody is in, with what they committed. */
export const deleteGroups = defineApi({
  key: 42,
  name: 'DeleteGroups',
  versions: '0-2',
  flexible: 2,
  request: {
    groupsNames: '[]string',
  },
  response: {
    throttleTimeMs: 'int32',
    results: list({
      groupId: 'string',
      errorCode: 'int16',
    }),
  },
  handle: async ({ groupsNames }, { broker }) => {
    const results = [];
    for (const groupId of groupsNames)
      results.push({ groupId, errorCode: await broker.groups.delete(groupId).then(() => ERROR.NONE, codeOf) });
    return { results };
  },
});
