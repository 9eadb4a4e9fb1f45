import type { KafkaConnection } from '../../client/kafka-connection.ts';
import { checkRow } from '../../client/kafka-failure.ts';
import { DESCRIBE_CONFIGS } from '../../embedded/messages/describe-configs.ts';
import type { Options } from '../options.ts';
import { type Call, Failure } from '../tool.ts';
import { findTopics, missingTopic, type TopicRow } from './find-topics.ts';

const TOPIC = 2;
const DEFAULT_CONFIG = 5;
const NO_ID = '0'.repeat(32);

/** `kafka-topics --describe` @throws KafkaFailure, Failure */
export async function describeTopics(connection: KafkaConnection, { options, out }: Call): Promise<void> {
  const topics = await chosenTopics(connection, options);
  const reports = REPORTS.filter(({ option }) => options.has(option));
  for (const topic of topics) {
    const configs = await configsOf(connection, topic.name ?? '');
    const own = configs.filter(({ configSource }) => configSource !== DEFAULT_CONFIG);
    if (reports.length === 0 && (own.length > 0 || !options.has('topics-with-overrides'))) out(topicLine(topic, own));
    if (options.has('topics-with-overrides')) continue;
    const minInSync = Number(configs.find(({ name }) => name === 'min.insync.replicas')?.value ?? 1);
    for (const partition of [...topic.partitions].sort((a, b) => a.partitionIndex - b.partitionIndex))
      if (reports.length === 0 || reports.some(({ shows }) => shows(partition, minInSync))) out(partitionLine(topic, partition));
  }
}

type Partition = TopicRow['partitions'][number];
type Report = { option: string; shows: (partition: Partition, minInSync: number) => boolean };

const REPORTS: Report[] = [
  { option: 'under-replicated-partitions', shows: ({ replicaNodes, isrNodes }) => isrNodes.length < replicaNodes.length },
  { option: 'unavailable-partitions', shows: ({ leaderId }) => leaderId < 0 },
  { option: 'under-min-isr-partitions', shows: ({ leaderId, isrNodes }, min) => leaderId < 0 || isrNodes.length < min },
  { option: 'at-min-isr-partitions', shows: ({ isrNodes }, min) => isrNodes.length === min },
];

async function chosenTopics(connection: KafkaConnection, options: Options): Promise<TopicRow[]> {
  const wantedId = options.value('topic-id');
  const pattern = options.value('topic');
  const withInternal = !options.has('exclude-internal');
  if (wantedId !== undefined && hexOf(wantedId) !== NO_ID) {
    const topics = await findTopics(connection, { pattern: undefined, withInternal });
    const found = topics.filter(({ topicId }) => topicId === hexOf(wantedId));
    if (found.length === 0 && !options.has('if-exists')) throw new Failure(`TopicId '${wantedId}' does not exist as expected`);
    return found;
  }
  const found = await findTopics(connection, { pattern, withInternal });
  if (found.length === 0 && pattern && !options.has('if-exists')) throw missingTopic(pattern);
  return found;
}

async function configsOf(connection: KafkaConnection, resourceName: string) {
  const { results } = await connection.call(DESCRIBE_CONFIGS, {
    resources: [{ resourceType: TOPIC, resourceName, configurationKeys: null }],
  });
  for (const row of results) checkRow(row);
  return results[0]?.configs ?? [];
}

function topicLine({ name, topicId, partitions }: TopicRow, own: readonly { name: string; value: string | null }[]): string {
  const parts = [
    `Topic: ${name}`,
    ...(topicId === NO_ID ? [] : [`TopicId: ${base64Of(topicId)}`]),
    `PartitionCount: ${partitions.length}`,
    `ReplicationFactor: ${partitions[0]?.replicaNodes.length ?? 0}`,
    `Configs: ${own.map((config) => `${config.name}=${config.value}`).join(',')}`,
  ];
  return `${parts.join('\t')}\n`;
}

function partitionLine({ name }: TopicRow, { partitionIndex, leaderId, replicaNodes, isrNodes }: Partition): string {
  const parts = [
    `Topic: ${name}`,
    `Partition: ${partitionIndex}`,
    `Leader: ${leaderId < 0 ? 'none' : leaderId}`,
    `Replicas: ${replicaNodes.join(',')}`,
    `Isr: ${isrNodes.join(',')}`,
    ...['Elr: N/A', 'LastKnownElr: N/A'],
  ];
  return `\t${parts.join('\t')}\n`;
}

/** Ids are shown as 22 characters of URL-safe base64. */
const base64Of = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url');

function hexOf(id: string): string {
  const bytes = Buffer.from(id, 'base64url');
  if (bytes.length !== 16)
    throw new Failure(
      `Input string \`${id}\` decoded as ${bytes.length} bytes, which is not equal to the expected 16 bytes of a base64-encoded UUID`,
    );
  return bytes.toString('hex');
}
