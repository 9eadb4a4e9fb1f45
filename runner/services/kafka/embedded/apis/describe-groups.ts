import { defineApi } from '../api.ts';
import type { Group } from '../groups/group.ts';
import { DESCRIBE_GROUPS } from '../messages/describe-groups.ts';
import { GROUP_OPERATIONS, UNASKED } from '../operations.ts';

/** Groups with their members; one that is not there is Dead. */
export const describeGroups = defineApi({
  ...DESCRIBE_GROUPS,
  handle: ({ groups, includeAuthorizedOperations }, { broker }) => ({
    groups: groups.map((groupId) => {
      const authorizedOperations = includeAuthorizedOperations ? GROUP_OPERATIONS : UNASKED;
      const found = broker.groups.find(groupId);
      // Those of the new consumer protocol are described by ConsumerGroupDescribe; here they are not there.
      const group = found?.summary.groupType === 'classic' ? found : undefined;
      return { groupId, groupState: 'Dead', ...(group && describe(group)), authorizedOperations };
    }),
  }),
});

function describe(group: Group) {
  const { protocolType, protocolName, state } = group;
  // While it rebalances, nobody has an assignment, and the protocol is not chosen yet.
  const isStable = state === 'Stable';
  return {
    ...{ groupState: state, protocolType, protocolData: isStable ? (protocolName ?? '') : '' },
    members: [...group.members.values()].map((member) => ({
      ...{
        memberId: member.memberId,
        groupInstanceId: member.instanceId,
        clientId: member.clientId,
        clientHost: member.clientHost,
      },
      memberMetadata: isStable ? member.metadataOf(protocolName) : Buffer.alloc(0),
      memberAssignment: isStable ? member.assignment : Buffer.alloc(0),
    })),
  };
}
