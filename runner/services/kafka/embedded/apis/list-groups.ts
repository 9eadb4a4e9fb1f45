import { defineApi } from '../api.ts';
import { ERROR } from '../errors.ts';
import { LIST_GROUPS } from '../messages/list-groups.ts';

/** Every group, or those in some states or of some types. */
export const listGroups = defineApi({
  ...LIST_GROUPS,
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
