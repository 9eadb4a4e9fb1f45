import type { KafkaConnection } from './client/kafka-connection.ts';
import { EARLIEST, LATEST, listOffsets } from './client/list-offsets.ts';
import { DESCRIBE_LOG_DIRS } from './embedded/messages/describe-log-dirs.ts';
import { LIST_GROUPS } from './embedded/messages/list-groups.ts';
import { METADATA } from './embedded/messages/metadata.ts';
import { OFFSET_FETCH } from './embedded/messages/offset-fetch.ts';
import type { Message } from './embedded/wire/notation.ts';

/** A partition: its first offset, and the one that comes next. */
export type PartitionState = { partition: number; start: number; end: number };
/** How far a group has come in a topic: how many messages it has passed, and how many wait for it. */
export type GroupState = { group: string; passed: number; behind: number };
export type TopicState = { name: string; partitions: PartitionState[]; bytes: number; groups: GroupState[] };

/** Groups beyond this many are not asked for. */
const MAX_GROUPS = 100;

type Committed = Message<typeof OFFSET_FETCH.response>;

/** The topics of those names that are there; none is made by asking. */
export async function topicStates(connection: KafkaConnection, names: readonly string[]): Promise<Map<string, TopicState>> {
  const { topics } = await connection.call(METADATA, {
    topics: [...new Set(names)].map((name) => ({ name })),
    allowAutoTopicCreation: false,
  });
  const found = topics
    .filter(({ errorCode }) => errorCode === 0)
    .map(({ name, partitions }) => ({ name: name ?? '', indexes: partitions.map(({ partitionIndex }) => partitionIndex) }));
  if (found.length === 0) return new Map();
  const [partitions, { results }] = await Promise.all([
    partitionStates(connection, found),
    connection.call(DESCRIBE_LOG_DIRS, { topics: found.map(({ name, indexes }) => ({ topic: name, partitions: indexes })) }),
  ]);
  const sizes = results.flatMap((dir) => dir.topics);
  const states = found.map(({ name }): TopicState => {
    const own = sizes.filter((topic) => topic.name === name).flatMap((topic) => topic.partitions);
    const bytes = own.reduce((sum, { partitionSize }) => sum + partitionSize, 0);
    return { name, partitions: partitions.get(name) ?? [], bytes, groups: [] };
  });
  await addGroups(connection, states);
  return new Map(states.map((state) => [state.name, state]));
}

type Found = { name: string; indexes: number[] };

async function partitionStates(connection: KafkaConnection, found: readonly Found[]): Promise<Map<string, PartitionState[]>> {
  const places = found.flatMap(({ name, indexes }) =>
    indexes.toSorted((a, b) => a - b).map((partition) => ({ topic: name, partition })),
  );
  const ask = async (timestamp: number) =>
    await listOffsets(
      connection,
      places.map((place) => ({ ...place, timestamp })),
    );
  const [starts, ends] = await Promise.all([ask(EARLIEST), ask(LATEST)]);
  const states = new Map<string, PartitionState[]>();
  for (const [at, { topic, partition }] of places.entries()) {
    const state = { partition, start: starts[at]?.offset ?? 0, end: ends[at]?.offset ?? 0 };
    states.set(topic, [...(states.get(topic) ?? []), state]);
  }
  return states;
}

async function addGroups(connection: KafkaConnection, states: readonly TopicState[]): Promise<void> {
  const { groups } = await connection.call(LIST_GROUPS, {});
  const topics = states.map(({ name, partitions }) => ({ name, partitionIndexes: partitions.map(({ partition }) => partition) }));
  const ids = groups.map(({ groupId }) => groupId).sort();
  await Promise.all(
    ids.slice(0, MAX_GROUPS).map(async (groupId) => {
      const committed = await connection.call(OFFSET_FETCH, { groupId, topics });
      for (const state of states) {
        const group = groupState(groupId, state, committed);
        if (group) state.groups.push(group);
      }
    }),
  );
  for (const { groups: own } of states) own.sort((a, b) => (a.group < b.group ? -1 : 1));
}

/** A group that has committed nothing of a topic has not read it, as far as the broker knows. */
function groupState(group: string, { name, partitions }: TopicState, { topics }: Committed): GroupState | undefined {
  const offsets = topics.find((topic) => topic.name === name)?.partitions.filter(({ committedOffset }) => committedOffset >= 0);
  if (!offsets || offsets.length === 0) return undefined;
  const state = { group, passed: 0, behind: 0 };
  for (const { partition, start, end } of partitions) {
    const committed = offsets.find(({ partitionIndex }) => partitionIndex === partition)?.committedOffset ?? start;
    state.passed += committed;
    state.behind += Math.max(0, end - Math.max(start, committed));
  }
  return state;
}
