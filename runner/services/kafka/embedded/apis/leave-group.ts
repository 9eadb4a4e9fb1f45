import { defineApi, type RequestContext } from '../api.ts';
import { codeOf, ERROR } from '../errors.ts';
import { list } from '../wire/notation.ts';

/** Members go: one before version 3, several since. */
export const leaveGroup = defineApi({
  key: 13,
  name: 'LeaveGroup',
  versions: '0-5',
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
  handle: ({ groupId, memberId, members }, context) => {
    if (context.version < 3) return { errorCode: leave(groupId, { memberId, groupInstanceId: null }, context) };
    return { members: members.map((member) => ({ ...member, errorCode: leave(groupId, member, context) })) };
  },
});

function leave(
  groupId: string,
  member: { memberId: string; groupInstanceId: string | null },
  { broker }: RequestContext,
): number {
  try {
    broker.groups.require(groupId).leave(member.memberId, member.groupInstanceId);
    return ERROR.NONE;
  } catch (error) {
    return codeOf(error);
  }
}
