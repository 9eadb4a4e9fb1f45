import { readFileSync } from 'node:fs';
import type { KafkaConnection } from '../../client/kafka-connection.ts';
import { checkRow } from '../../client/kafka-failure.ts';
import { byTopic, type TopicPartition } from '../../client/list-offsets.ts';
import { OFFSET_COMMIT } from '../../embedded/messages/offset-commit.ts';
import { type Call, Failure, UsageFailure } from '../tool.ts';
import { row } from './columns.ts';
import { TARGETS } from './group-options.ts';
import { newOffsets } from './new-offsets.ts';
import { byPartition, type Committed, committedOf, describeGroups, listGroups } from './read-groups.ts';
import { partitionsOf } from './topic-partitions.ts';

const WIDTHS = [30, 30, 10, 15];

/** `kafka-consumer-groups --reset-offsets` @throws KafkaFailure, Failure, UsageFailure */
export async function resetOffsets(connection: KafkaConnection, call: Call): Promise<void> {
  const { options, out } = call;
  const groupIds = options.has('all-groups')
    ? (await listGroups(connection)).map(({ groupId }) => groupId)
    : options.values('group');
  const plans: { groupId: string; offsets: Committed[] }[] = [];
  for (const { groupId, state } of await describeGroups(connection, groupIds)) {
    const isIdle = state === 'Empty' || state === 'Dead';
    if (!isIdle)
      out(`\nError: Assignments can only be reset if the group '${groupId}' is inactive, but the current state is ${state}.\n`);
    const offsets = isIdle ? await planFor(connection, groupId, call) : [];
    if (isIdle && options.has('execute')) await commit(connection, { groupId, offsets });
    plans.push({ groupId, offsets });
  }
  if (options.has('export')) out(csvOf(plans));
  else out(tableOf(plans));
}

async function planFor(connection: KafkaConnection, groupId: string, call: Call): Promise<Committed[]> {
  const { options } = call;
  const committed = await committedOf(connection, groupId);
  if (!TARGETS.some((target) => options.has(target))) throw noTarget();
  if (options.has('from-file')) {
    const rows = readPlan(options.value('from-file') ?? '', { groupId, hasOneGroup: options.values('group').length === 1 });
    return await newOffsets(connection, { wanted: rows, committed, planned: rows, call });
  }
  const wanted = await chosenPartitions(connection, { committed, call });
  return await newOffsets(connection, { wanted, committed, planned: [], call });
}

function noTarget(): UsageFailure {
  const names = [...TARGETS].map((name) => `[${name}]`).sort();
  return new UsageFailure(`Option '[reset-offsets]' requires one of the following scenarios: [${names.join(', ')}]`);
}

type Choice = { committed: readonly Committed[]; call: Call };

async function chosenPartitions(
  connection: KafkaConnection,
  { committed, call: { options } }: Choice,
): Promise<TopicPartition[]> {
  if (options.has('all-topics')) return [...committed];
  if (options.has('topic')) return (await partitionsOf(connection, options.values('topic'))).sort(byPartition);
  throw new UsageFailure('One of the reset scopes should be defined: --all-topics, --topic.');
}

/** The lines of a file that --export wrote: `topic,partition,offset`, with the group before it where there are several. */
function readPlan(file: string, { groupId, hasOneGroup }: { groupId: string; hasOneGroup: boolean }): Committed[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Failure(`${file} (No such file or directory)`, 'java.io.FileNotFoundException'); // Java's words for it
  }
  const rows = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(',').map((cell) => cell.trim()));
  const own = rows.filter((cells) => (cells.length === 3 && hasOneGroup) || cells[0] === groupId).map((cells) => cells.slice(-3));
  return own.map(([topic = '', partition, offset]) => {
    if (topic === '' || !/^\d+$/.test(partition ?? '') || !/^-?\d+$/.test(offset ?? ''))
      throw new Failure(`A line of ${file} is not topic,partition,offset: ${[topic, partition, offset].join(',')}`);
    return { topic, partition: Number(partition), offset: Number(offset) };
  });
}

async function commit(
  connection: KafkaConnection,
  { groupId, offsets }: { groupId: string; offsets: readonly Committed[] },
): Promise<void> {
  if (offsets.length === 0) return;
  const { topics } = await connection.call(OFFSET_COMMIT, {
    ...{ groupId, generationIdOrMemberEpoch: -1, memberId: '' },
    topics: byTopic(offsets, ({ partition, offset }) => ({
      partitionIndex: partition,
      committedOffset: offset,
      committedMetadata: '',
    })),
  });
  for (const one of topics.flatMap(({ partitions }) => partitions)) checkRow(one);
}

type Plans = readonly { groupId: string; offsets: readonly Committed[] }[];

/** Kafka 3.9 writes all of this in one line. */
function tableOf(plans: Plans): string {
  const rows = plans.flatMap(({ groupId, offsets }) =>
    offsets.map(({ topic, partition, offset }) => row([groupId, topic, String(partition), String(offset)], WIDTHS)),
  );
  return `\n${[row(['GROUP', 'TOPIC', 'PARTITION', 'NEW-OFFSET'], WIDTHS), ...rows].join('')}`;
}

function csvOf(plans: Plans): string {
  const rows = plans.flatMap(({ groupId, offsets }) =>
    offsets.map((one) => [...(plans.length > 1 ? [groupId] : []), one.topic, one.partition, one.offset].join(',')),
  );
  return `${rows.map((line) => `${line}\n`).join('')}\n`;
}
