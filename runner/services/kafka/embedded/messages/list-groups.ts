import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const LIST_GROUPS = message({
  key: 16,
  name: 'ListGroups',
  versions: '0-5',
  clientVersion: 5,
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
});
