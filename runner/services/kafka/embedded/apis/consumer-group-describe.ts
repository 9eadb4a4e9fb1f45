import { defineApi } from '../api.ts';
import type { Broker } from '../broker.ts';
import { refusalOf } from '../errors.ts';
import type { ConsumerMember } from '../groups/consumer-member.ts';
import type { Group } from '../groups/group.ts';
import { listKeys } from '../groups/partition-key.ts';
import { CONSUMER_GROUP_DESCRIBE } from '../messages/consumer-group-describe.ts';
import { GROUP_OPERATIONS, UNASKED } from '../operations.ts';

/** Groups of the new consumer protocol, with what each member has and shall have. */
export const consumerGroupDescribe = defineApi({
  ...CONSUMER_GROUP_DESCRIBE,
  handle: ({ groupIds, includeAuthorizedOperations }, { broker }) => ({
    groups: groupIds.map((groupId) => {
      const authorizedOperations = includeAuthorizedOperations ? GROUP_OPERATIONS : UNASKED;
      try {
        return { groupId, ...describe(broker.groups.requireConsumers(groupId), broker), authorizedOperations };
      } catch (error) {
        return { groupId, ...refusalOf(error), authorizedOperations };
      }
    }),
  }),
});

function describe({ consumers }: Group, { topics }: Broker) {
  const named = (keys: Iterable<string>) => ({
    topicPartitions: listKeys(keys).map((row) => ({ ...row, topicName: topics.findById(row.topicId)?.name ?? '' })),
  });
  const describeMember = (member: ConsumerMember) => ({
    ...{ memberId: member.memberId, instanceId: member.instanceId, rackId: member.rackId, memberEpoch: member.epoch },
    ...{ clientId: member.clientId, clientHost: member.clientHost, subscribedTopicRegex: member.topicRegex },
    subscribedTopicNames: [...member.topicNames],
    assignment: named(member.assigned),
    targetAssignment: named(consumers.target.get(member.memberId) ?? []),
  });
  return {
    ...{
      groupState: consumers.state,
      groupEpoch: consumers.epoch,
      assignmentEpoch: consumers.epoch,
      assignorName: consumers.assignorName,
    },
    members: [...consumers.members.values()].map(describeMember),
  };
}
