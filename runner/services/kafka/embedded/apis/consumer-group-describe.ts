import { defineApi } from '../api.ts';
import type { Broker } from '../broker.ts';
import { refusalOf } from '../errors.ts';
import type { ConsumerMember } from '../groups/consumer-member.ts';
import type { Group } from '../groups/group.ts';
import { listKeys } from '../groups/partition-key.ts';
import { GROUP_OPERATIONS, UNASKED } from '../operations.ts';
import { list, struct } from '../wire/notation.ts';

/** Groups of the new consumer protocol, with what each member has and shall have. */
export const consumerGroupDescribe = defineApi({
  key: 69,
  name: 'ConsumerGroupDescribe',
  versions: '0-0',
  flexible: 0,
  request: {
    groupIds: '[]string',
    includeAuthorizedOperations: 'bool',
  },
  response: {
    throttleTimeMs: 'int32',
    groups: list({
      errorCode: 'int16',
      errorMessage: 'string? = null',
      groupId: 'string',
      groupState: 'string',
      groupEpoch: 'int32',
      assignmentEpoch: 'int32',
      assignorName: 'string',
      members: list({
        memberId: 'string',
        instanceId: 'string? = null',
        rackId: 'string? = null',
        memberEpoch: 'int32',
        clientId: 'string',
        clientHost: 'string',
        subscribedTopicNames: '[]string',
        subscribedTopicRegex: 'string? = null',
        assignment: struct({
          topicPartitions: list({
            topicId: 'uuid',
            topicName: 'string',
            partitions: '[]int32',
          }),
        }),
        targetAssignment: struct({
          topicPartitions: list({
            topicId: 'uuid',
            topicName: 'string',
            partitions: '[]int32',
          }),
        }),
      }),
      authorizedOperations: 'int32 = -2147483648',
    }),
  },
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
