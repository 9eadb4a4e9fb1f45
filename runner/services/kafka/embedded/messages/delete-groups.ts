import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const DELETE_GROUPS = message({
  key: 42,
  name: 'DeleteGroups',
  versions: '0-2',
  clientVersion: 2,
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
});
