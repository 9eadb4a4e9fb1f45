import { readAssignment } from '../../client/group-protocol.ts';
import type { KafkaConnection } from '../../client/kafka-connection.ts';
import { KafkaFailure } from '../../client/kafka-failure.ts';
import { EARLIEST, LATEST, listOffsets, type TopicPartition } from '../../client/list-offsets.ts';
import { CONSUMER_GROUP_DESCRIBE } from '../../embedded/messages/consumer-group-describe.ts';
import { DESCRIBE_GROUPS } from '../../embedded/messages/describe-groups.ts';
import { LIST_GROUPS } from '../../embedded/messages/list-groups.ts';
import { METADATA } from '../../embedded/messages/metadata.ts';
import { OFFSET_FETCH } from '../../embedded/messages/offset-fetch.ts';
import { Failure } from '../tool.ts';

/** A member of a group and what it reads. */
export type Member = {
  memberId: string;
  instanceId: string | null;
  clientId: string;
  host: string;
  partitions: TopicPartition[];
};
/** A group as the broker describes it. */
export type Group = { groupId: string; state: string; strategy: string; members: Member[] };
/** Where a group is. */
export type Committed = TopicPartition & { offset: number };

const GROUP_ID_NOT_FOUND = 69;

/** The groups of consumers there are, in the broker's order; other groups, such as those of Kafka Connect, are left out. */
export async function listGroups(connection: KafkaConnection, filter: { states?: string[]; types?: string[] } = {}) {
  const { errorCode, groups } = await connection.call(LIST_GROUPS, {
    statesFilter: filter.states ?? [],
    typesFilter: filter.types ?? [],
  });
  if (errorCode !== 0) throw new KafkaFailure(errorCode);
  return groups.filter(({ protocolType }) => protocolType === '' || protocolType === 'consumer');
}

/** Groups of both protocols; one that is not there is `Dead`. @throws KafkaFailure */
export async function describeGroups(connection: KafkaConnection, groupIds: readonly string[]): Promise<Group[]> {
  const { groups } = await connection.call(LIST_GROUPS, {});
  const isNew = (groupId: string) =>
    groups.some((group) => group.groupId === groupId && group.groupType.toLowerCase() === 'consumer');
  const [newer, classic] = [groupIds.filter(isNew), groupIds.filter((groupId) => !isNew(groupId))];
  const described = [...(await describeClassic(connection, classic)), ...(await describeConsumer(connection, newer))];
  return described.sort((a, b) => (a.groupId < b.groupId ? -1 : 1));
}

async function describeClassic(connection: KafkaConnection, groupIds: string[]): Promise<Group[]> {
  if (groupIds.length === 0) return [];
  const { groups } = await connection.call(DESCRIBE_GROUPS, { groups: groupIds });
  return groups.map(({ errorCode, groupId, groupState, protocolType, protocolData, members }) => {
    if (errorCode === GROUP_ID_NOT_FOUND) return { groupId, state: 'Dead', strategy: '', members: [] };
    if (errorCode !== 0) throw new KafkaFailure(errorCode);
    if (protocolType !== '' && protocolType !== 'consumer')
      throw new Failure(`GroupId ${groupId} is not a consumer group (${protocolType}).`);
    return {
      ...{ groupId, state: groupState, strategy: protocolData },
      members: members.map(({ memberId, groupInstanceId, clientId, clientHost, memberAssignment }) => ({
        ...{ memberId, instanceId: groupInstanceId, clientId, host: clientHost },
        partitions: readAssignment(memberAssignment),
      })),
    };
  });
}

async function describeConsumer(connection: KafkaConnection, groupIds: string[]): Promise<Group[]> {
  if (groupIds.length === 0) return [];
  const { groups } = await connection.call(CONSUMER_GROUP_DESCRIBE, { groupIds });
  return groups.map(({ errorCode, errorMessage, groupId, groupState, assignorName, members }) => {
    if (errorCode !== 0) throw new KafkaFailure(errorCode, errorMessage);
    return {
      ...{ groupId, state: groupState, strategy: assignorName },
      members: members.map(({ memberId, instanceId, clientId, clientHost, assignment }) => ({
        ...{ memberId, instanceId, clientId, host: clientHost },
        partitions: assignment.topicPartitions.flatMap(({ topicName, partitions }) =>
          partitions.map((partition) => ({ topic: topicName, partition })),
        ),
      })),
    };
  });
}

/** The places of a group. @throws KafkaFailure */
export async function committedOf(connection: KafkaConnection, groupId: string): Promise<Committed[]> {
  const { topics, errorCode } = await connection.call(OFFSET_FETCH, { groupId, topics: null, requireStable: false });
  if (errorCode === GROUP_ID_NOT_FOUND) return [];
  if (errorCode !== 0) throw new KafkaFailure(errorCode);
  return topics
    .flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, committedOffset }) => ({
        topic: name,
        partition: partitionIndex,
        offset: committedOffset,
      })),
    )
    .filter(({ offset }) => offset >= 0)
    .sort(byPartition);
}

/** The order in which partitions are shown. */
export const byPartition = (a: TopicPartition, b: TopicPartition): number =>
  a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1;

/** The offsets of partitions that are there, by `keyOf`; those of a topic that was deleted are left out. */
export async function offsetsAt(connection: KafkaConnection, partitions: readonly TopicPartition[], timestamp: number) {
  const names = [...new Set(partitions.map(({ topic }) => topic))];
  const { topics } = await connection.call(METADATA, { topics: names.map((name) => ({ name })), allowAutoTopicCreation: false });
  const isThere = ({ topic, partition }: TopicPartition) =>
    topics.some(
      ({ name, partitions: rows }) => name === topic && rows.some(({ partitionIndex }) => partitionIndex === partition),
    );
  const rows = await listOffsets(
    connection,
    partitions.filter(isThere).map(({ topic, partition }) => ({ topic, partition, timestamp })),
  );
  return new Map(rows.map((found) => [keyOf(found), found.offset ?? -1]));
}

/** The ends of partitions. */
export const endsOf = (connection: KafkaConnection, partitions: readonly TopicPartition[]) =>
  offsetsAt(connection, partitions, LATEST);
/** The first offsets of partitions. */
export const startsOf = (connection: KafkaConnection, partitions: readonly TopicPartition[]) =>
  offsetsAt(connection, partitions, EARLIEST);

/** A partition as Kafka writes it: `orders-0`. */
export const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}-${partition}`;
