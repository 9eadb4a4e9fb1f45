import type { KafkaConnection } from './client/kafka-connection.ts';
import { METADATA } from './embedded/messages/metadata.ts';

/** The topics that are there, without Kafka's own. */
export async function topicNames(connection: KafkaConnection): Promise<string[]> {
  const { topics } = await connection.call(METADATA, { topics: null, allowAutoTopicCreation: false });
  return topics.filter(({ errorCode, isInternal }) => errorCode === 0 && !isInternal).flatMap(({ name }) => name ?? []);
}
