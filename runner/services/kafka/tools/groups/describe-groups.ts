import type { KafkaConnection } from '../../client/kafka-connection.ts';
import type { TopicPartition } from '../../client/list-offsets.ts';
import { METADATA } from '../../embedded/messages/metadata.ts';
import type { Call } from '../tool.ts';
import { row, widthOf } from './columns.ts';
import {
  byPartition,
  type Committed,
  committedOf,
  describeGroups,
  endsOf,
  type Group,
  keyOf,
  listGroups,
  type Member,
} from './read-groups.ts';

const NONE = '-';
const DEAD = 'Dead';

/** `kafka-consumer-groups --describe` @throws KafkaFailure */
export async function describe(connection: KafkaConnection, call: Call): Promise<void> {
  const { options } = call;
  const all = options.has('all-groups') ? (await listGroups(connection)).map(({ groupId }) => groupId) : options.values('group');
  for (const group of await describeGroups(connection, all)) {
    if (options.has('members')) showMembers(group, call);
    else if (options.has('state')) await showState(connection, group, call);
    else await showOffsets(connection, group, call);
  }
}

/** Says what is special about a group; gives whether there is more to show. */
function saysState({ groupId, state }: Group, { out, err }: Call): boolean {
  if (state === DEAD) out(`\nError: Consumer group '${groupId}' does not exist.\n`);
  else if (state === 'Empty') err(`\nConsumer group '${groupId}' has no active members.\n`);
  else if (state !== 'Stable') err(`\nWarning: Consumer group '${groupId}' is rebalancing.\n`);
  return state !== DEAD;
}

const OFFSET_HEAD = [
  'GROUP',
  'TOPIC',
  'PARTITION',
  'CURRENT-OFFSET',
  'LOG-END-OFFSET',
  'LAG',
  'CONSUMER-ID',
  'HOST',
  'CLIENT-ID',
];

async function showOffsets(connection: KafkaConnection, group: Group, call: Call): Promise<void> {
  const committed = await committedOf(connection, group.groupId);
  const rows = rowsOf(group, committed);
  if (!saysState(group, call) || rows.length === 0) return;
  const ends = await endsOf(connection, rows);
  const cells = rows.map(({ topic, partition, member }) => {
    const offset = committed.find((one) => one.topic === topic && one.partition === partition)?.offset;
    const end = ends.get(keyOf({ topic, partition }));
    const lag = offset === undefined || end === undefined ? NONE : String(end - offset);
    const where = [group.groupId, topic, String(partition), String(offset ?? NONE), String(end ?? NONE), lag];
    return [...where, member?.memberId ?? NONE, member?.host ?? NONE, member?.clientId ?? NONE];
  });
  const wide = (column: number) =>
    widthOf(
      cells.map((one) => one[column] ?? ''),
      15,
    );
  const widths = [wide(0), wide(1), 10, 15, 15, 15, wide(6), wide(7), 0];
  for (const line of [OFFSET_HEAD, ...cells]) call.out(`\n${row(line, widths)}`);
}

/** Partitions of members, those with most first; then those that nobody reads any more. */
function rowsOf({ members }: Group, committed: readonly Committed[]): (TopicPartition & { member?: Member })[] {
  const busy = members
    .filter(({ partitions }) => partitions.length > 0)
    .sort((a, b) => b.partitions.length - a.partitions.length);
  const read = busy.flatMap((member) => [...member.partitions].sort(byPartition).map((place) => ({ ...place, member })));
  const isRead = (place: TopicPartition) => read.some((one) => keyOf(one) === keyOf(place));
  return [...read, ...committed.filter((place) => !isRead(place)).map(({ topic, partition }) => ({ topic, partition }))];
}

function showMembers(group: Group, call: Call): void {
  const { members, groupId } = group;
  const shows = saysState(group, call);
  const cells = shows ? members : [];
  const hasInstances = cells.some(({ instanceId }) => instanceId);
  const verbose = call.options.has('verbose');
  const head = [
    'GROUP',
    'CONSUMER-ID',
    ...(hasInstances ? ['GROUP-INSTANCE-ID'] : []),
    'HOST',
    'CLIENT-ID',
    '#PARTITIONS',
    verbose ? 'ASSIGNMENT' : '',
  ];
  const rows = cells.map(({ memberId, instanceId, host, clientId, partitions }) => [
    ...[groupId, memberId, ...(hasInstances ? [instanceId ?? ''] : []), host, clientId, String(partitions.length)],
    verbose ? assignmentText(partitions) : '',
  ]);
  const widths = head.map((name, column) =>
    name === '' || name === 'ASSIGNMENT'
      ? 0
      : widthOf(
          rows.map((one) => one[column] ?? ''),
          name === 'GROUP-INSTANCE-ID' ? 17 : 15,
        ),
  );
  call.out(`\n${row(head, widths)}\n`);
  for (const one of rows) call.out(`${row(one, widths)}\n`);
}

/** Kafka 3.9 leaves the names of the topics out. */
function assignmentText(partitions: readonly TopicPartition[]): string {
  const topics = [...new Set(partitions.map(({ topic }) => topic))].sort();
  const numbers = topics.map((topic) =>
    partitions
      .filter((place) => place.topic === topic)
      .map(({ partition }) => partition)
      .sort((a, b) => a - b),
  );
  return numbers.map((list) => `(${list.join(',')})`).join(', ') || NONE;
}

async function showState(connection: KafkaConnection, group: Group, call: Call): Promise<void> {
  if (!saysState(group, call)) return;
  const { brokers } = await connection.call(METADATA, { topics: [] });
  const [broker] = brokers;
  const coordinator = `${broker?.host}:${broker?.port}  (${broker?.nodeId})`;
  const width = widthOf([coordinator], 25);
  const widths = [width, width, 20, 15, 0];
  const head = ['GROUP', 'COORDINATOR (ID)', 'ASSIGNMENT-STRATEGY', 'STATE', '#MEMBERS'];
  const cells = [group.groupId, coordinator, group.strategy, group.state, String(group.members.length)];
  call.out(`\n${row(head, widths)}\n${row(cells, widths)}\n`);
}
