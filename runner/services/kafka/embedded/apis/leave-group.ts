import { defineApi, type RequestContext } from '../api.ts';
import { codeOf, ERROR } from '../errors.ts';
import { LEAVE_GROUP } from '../messages/leave-group.ts';

/** Members go: one before version 3, several since. */
export const leaveGroup = defineApi({
  ...LEAVE_GROUP,
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
