import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const LEAVE_GROUP = message({
  key: 13,
  name: 'LeaveGroup',
  versions: '0-5',
  clientVersion: 4,
  flexible: 4,
  request: {
    groupId: 'string',
    memberId: 'string 0-2',
    members: list(
      {
        memberId: 'string',
        groupInstanceId: 'string? = null',
        reason: 'string? 5+ = null',
      },
      '3+',
    ),
  },
  response: {
    throttleTimeMs: 'int32 1+',
    errorCode: 'int16',
    members: list(
      {
        memberId: 'string',
        groupInstanceId: 'string?',
        errorCode: 'int16',
      },
      '3+',
    ),
  },
});
