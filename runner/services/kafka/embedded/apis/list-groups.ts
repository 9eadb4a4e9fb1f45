import { defineApi } from '../api.ts';
import { ERROR } from '../errors.ts';
import { list } from '../wire/notation.ts';

/** Every group, or those in some states or of some types. */
export const listGroups = defineApi({
  key: 16,
  name: 'ListGroups',
  versions: '0-5',
  flexible: 3,
  request: {
    statesFilter: '[]string 4+',
    typesFilter: '[]string 5+',
  },
  response: {
    throttleTimeMs: 'int32 1+',
    errorCode: 'int16',
    groups: list({
      groupId: 'string',
      protocolType: 'string',
      groupState: 'string 4+',
      groupType: 'string 5+',
    }),
  },
  handle: ({ statesFilter, typesFilter }, { broker }) => {
    const isAsked = (filter: string[], value: string) =>
      filter.length === 0 || filter.some((one) => one.toLowerCase() === value.toLowerCase());
    const all = broker.groups.all().map((group) => ({ groupId: group.id, ...group.summary }));
    const groups = all.filter(
      ({ groupState, groupType }) =>
        groupState !== 'Dead' && isAsked(statesFilter, groupState) && isAsked(typesFilter, groupType),
    );
    return { errorCode: ERROR.NONE, groups };
  },
});
