import type { KafkaConnection } from '../../client/kafka-connection.ts';
import { checkRow } from '../../client/kafka-failure.ts';
import { CREATE_PARTITIONS } from '../../embedded/messages/create-partitions.ts';
import { DELETE_TOPICS } from '../../embedded/messages/delete-topics.ts';
import type { Options } from '../options.ts';
import type { Call } from '../tool.ts';
import { findTopics, missingTopic, type TopicRow } from './find-topics.ts';
import { readAssignment } from './read-assignment.ts';

const TIMEOUT_MS = 60_000;

/** `kafka-topics --alter` @throws KafkaFailure, Failure */
export async function alterTopics(connection: KafkaConnection, { options }: Call): Promise<void> {
  const count = options.number('partitions') ?? 0;
  const assignment = readAssignment(options.value('replica-assignment'));
  const topics = await topicsToChange(connection, options);
  if (topics.length === 0) return;
  const { results } = await connection.call(CREATE_PARTITIONS, {
    timeoutMs: TIMEOUT_MS,
    topics: topics.map(({ name, partitions }) => ({
      ...{ name: name ?? '', count },
      assignments: assignment.length === 0 ? null : assignment.slice(partitions.length).map((brokerIds) => ({ brokerIds })),
    })),
  });
  for (const row of results) checkRow(row);
}

/** `kafka-topics --delete` @throws KafkaFailure, Failure */
export async function deleteTopics(connection: KafkaConnection, { options }: Call): Promise<void> {
  const topics = await topicsToChange(connection, options);
  if (topics.length === 0) return;
  const names = topics.map(({ name }) => name ?? '');
  const { responses } = await connection.call(DELETE_TOPICS, { topicNames: names, timeoutMs: TIMEOUT_MS });
  for (const row of responses) checkRow(row);
}

async function topicsToChange(connection: KafkaConnection, options: Options): Promise<TopicRow[]> {
  const pattern = options.value('topic') ?? '';
  const topics = await findTopics(connection, { pattern, withInternal: true });
  if (topics.length === 0 && !options.has('if-exists')) throw missingTopic(pattern);
  return topics;
}
