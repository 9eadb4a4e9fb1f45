import { describeLogDirs } from './embedded/apis/describe-log-dirs.ts';
import { listGroups } from './embedded/apis/list-groups.ts';
import { listOffsets } from './embedded/apis/list-offsets.ts';
import { metadata } from './embedded/apis/metadata.ts';
import { offsetFetch } from './embedded/apis/offset-fetch.ts';
import type { Link } from './link.ts';

/** A partition: its first offset, and the one that comes next. */
export type PartitionState = { partition: number; start: number; end: number };
/** How far a group has come in a topic: how many messages it has passed, and how many wait for it. */
export type GroupState = { group: string; passed: number; behind: number };
export type TopicState = { name: string; partitions: PartitionState[]; bytes: number; groups: GroupState[] };

const LATEST = -1;
const EARLIEST = -2;
/** Groups beyond this many are not asked for. */
const MAX_GROUPS = 20;

type PerTopic<Partition> = { topics: { name: string; partitions: Partition[] }[] };
type Offsets = PerTopic<{ partitionIndex: number; errorCode: number; offset: number }>;
type Topics = { topics: { name: string; errorCode: number; partitions: { partitionIndex: number }[] }[] };
type Dirs = { results: PerTopic<{ partitionSize: number }>[] };
type Committed = PerTopic<{ partitionIndex: number; committedOffset: number }>;

/** The topics of those names that are there; none is made by asking. */
export async function topicStates(link: Link, names: readonly string[]): Promise<Map<string, TopicState>> {
  const { topics } = (await link.request(metadata, 8, {
    topics: [...new Set(names)].map((name) => ({ name })),
    allowAutoTopicCreation: false,
  })) as Topics;
  const found = topics
    .filter(({ errorCode }) => errorCode === 0)
    .map(({ name, partitions }) => ({ name, indexes: partitions.map(({ partitionIndex }) => partitionIndex) }));
  if (found.length === 0) return new Map();
  const [starts, ends, dirs] = await Promise.all([
    askOffsets(link, found, EARLIEST),
    askOffsets(link, found, LATEST),
    link.request(describeLogDirs, 1, { topics: found.map(({ name, indexes }) => ({ topic: name, partitions: indexes })) }),
  ]);
  const states = found.map(({ name, indexes }): TopicState => {
    const offset = (offsets: Offsets, partition: number) =>
      offsets.topics.find((topic) => topic.name === name)?.partitions.find(({ partitionIndex }) => partitionIndex === partition)
        ?.offset ?? 0;
    const sizes = (dirs as Dirs).results.flatMap((dir) => dir.topics.filter((topic) => topic.name === name));
    return {
      name,
      partitions: indexes
        .toSorted((a, b) => a - b)
        .map((partition) => ({ partition, start: offset(starts, partition), end: offset(ends, partition) })),
      bytes: sizes.flatMap(({ partitions }) => partitions).reduce((sum, { partitionSize }) => sum + partitionSize, 0),
      groups: [],
    };
  });
  await addGroups(link, states);
  return new Map(states.map((state) => [state.name, state]));
}

type Found = { name: string; indexes: number[] };

async function askOffsets(link: Link, found: readonly Found[], timestamp: number): Promise<Offsets> {
  const topics = found.map(({ name, indexes }) => ({
    name,
    partitions: indexes.map((partitionIndex) => ({ partitionIndex, timestamp })),
  }));
  return (await link.request(listOffsets, 5, { replicaId: -1, isolationLevel: 0, topics })) as Offsets;
}

async function addGroups(link: Link, states: readonly TopicState[]): Promise<void> {
  const { groups } = (await link.request(listGroups, 4, { statesFilter: [] })) as { groups: { groupId: string }[] };
  const topics = states.map(({ name, partitions }) => ({ name, partitionIndexes: partitions.map(({ partition }) => partition) }));
  const ids = groups.map(({ groupId }) => groupId).sort();
  await Promise.all(
    ids.slice(0, MAX_GROUPS).map(async (groupId) => {
      const committed = (await link.request(offsetFetch, 5, { groupId, topics })) as Committed;
      for (const state of states) {
        const group = groupState(groupId, state, committed);
        if (group) state.groups.push(group);
      }
    }),
  );
  for (const { groups } of states) groups.sort((a, b) => (a.group < b.group ? -1 : 1));
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
