import type { KafkaConnection } from '../../client/kafka-connection.ts';
import { KafkaFailure } from '../../client/kafka-failure.ts';
import { byTopic, type TopicPartition } from '../../client/list-offsets.ts';
import { DELETE_GROUPS } from '../../embedded/messages/delete-groups.ts';
import { OFFSET_DELETE } from '../../embedded/messages/offset-delete.ts';
import type { Call } from '../tool.ts';
import { row } from './columns.ts';
import { byPartition, listGroups } from './read-groups.ts';
import { partitionsOf } from './topic-partitions.ts';

/** `kafka-consumer-groups --delete` */
export async function deleteGroups(connection: KafkaConnection, { options, out }: Call): Promise<void> {
  const groupsNames = options.has('all-groups')
    ? (await listGroups(connection)).map(({ groupId }) => groupId)
    : options.values('group');
  const { results } = await connection.call(DELETE_GROUPS, { groupsNames });
  const failed = results.filter(({ errorCode }) => errorCode !== 0);
  const deleted = results.filter(({ errorCode }) => errorCode === 0).map(({ groupId }) => groupId);
  if (failed.length === 0) return out(`Deletion of requested consumer groups ('${deleted.join(', ')}') was successful.\n`);
  const reasons = failed.map(({ groupId, errorCode }) => {
    const reason = `java.util.concurrent.ExecutionException: ${new KafkaFailure(errorCode).toString()}`;
    return `* Group '${groupId}' could not be deleted due to: ${reason}\n`;
  });
  out(`\nError: Deletion of some consumer groups failed:\n${reasons.join('')}`);
  // The last quotation mark is what Kafka 3.9 writes.
  if (deleted.length > 0) out(`\nThese consumer groups were deleted successfully: '${deleted.join("', '")}', '\n`);
}

const WIDTHS = [30, 15, 15];
const CODE = { UNKNOWN_TOPIC: 3, NON_EMPTY: 68, NOT_FOUND: 69, SUBSCRIBED: 86 };

/** `kafka-consumer-groups --delete-offsets` */
export async function deleteOffsets(connection: KafkaConnection, { options, out }: Call): Promise<void> {
  const groupId = options.value('group') ?? '';
  const topics = options.values('topic');
  const { partitions, missing } = await known(connection, topics);
  const answer = await connection.call(OFFSET_DELETE, {
    groupId,
    topics: byTopic(partitions, ({ partition }) => ({ partitionIndex: partition })),
  });
  const codeOf = ({ topic, partition }: TopicPartition) =>
    answer.errorCode ||
    (answer.topics.find(({ name }) => name === topic)?.partitions.find((one) => one.partitionIndex === partition)?.errorCode ??
      0);
  out(headline(answer.errorCode || (partitions.map(codeOf).find((code) => code !== 0) ?? 0), { groupId, topics }));
  const rows = [
    ...partitions.sort(byPartition).map((place) => [place.topic, String(place.partition), statusOf(codeOf(place))]),
    ...missing.map((topic) => [topic, 'Not Provided', statusOf(CODE.UNKNOWN_TOPIC)]),
  ];
  // Kafka 3.9 writes all of this in one line.
  out(`\n${[['TOPIC', 'PARTITION', 'STATUS'], ...rows].map((cells) => row(cells, WIDTHS)).join('')}`);
}

async function known(connection: KafkaConnection, topics: readonly string[]) {
  const partitions: TopicPartition[] = [];
  const missing: string[] = [];
  for (const topic of topics) {
    try {
      partitions.push(...(await partitionsOf(connection, [topic])));
    } catch (error) {
      if (!(error instanceof KafkaFailure)) throw error;
      missing.push(topic);
    }
  }
  return { partitions, missing };
}

const statusOf = (code: number): string => (code === 0 ? 'Successful' : `Error: :${new KafkaFailure(code).toString()}`);

function headline(code: number, { groupId, topics }: { groupId: string; topics: readonly string[] }): string {
  switch (code) {
    case 0:
      return `Request succeed for deleting offsets with topic ${topics.join(', ')} group ${groupId}\n`;
    case CODE.NOT_FOUND:
      return `\nError: '${groupId}' does not exist.\n`;
    case CODE.NON_EMPTY:
      return `\nError: '${groupId}' is not empty.\n`;
    case CODE.SUBSCRIBED:
    case CODE.UNKNOWN_TOPIC:
      return '\nError: Encounter some partition level error, see the follow-up details:\n';
    default:
      return `\nError: Encounter some unknown error: ${new KafkaFailure(code).protocolName}\n`;
  }
}
