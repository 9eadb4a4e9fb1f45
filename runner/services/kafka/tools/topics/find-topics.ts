import type { KafkaConnection } from '../../client/kafka-connection.ts';
import { METADATA } from '../../embedded/messages/metadata.ts';
import type { Message } from '../../embedded/wire/notation.ts';
import { Failure } from '../tool.ts';

/** A topic as the broker describes it. */
export type TopicRow = Message<typeof METADATA.response>['topics'][number];

/** Topics that Kafka keeps for itself. */
const INTERNAL = ['__consumer_offsets', '__transaction_state', '__share_group_state'];

/** Which topics: those whose whole name `pattern` matches, or all. */
export type Wanted = { pattern: string | undefined; withInternal: boolean };

/** The topics of the cluster, by name. */
export async function findTopics(connection: KafkaConnection, { pattern, withInternal }: Wanted): Promise<TopicRow[]> {
  const { topics } = await connection.call(METADATA, { topics: null, allowAutoTopicCreation: false });
  const matches = pattern === undefined ? () => true : topicFilter(pattern);
  return topics
    .filter(({ name }) => matches(name ?? '') && (withInternal || !INTERNAL.includes(name ?? '')))
    .sort((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1));
}

/** One or several names or regular expressions, with commas between, as Kafka reads them. */
export function topicFilter(pattern: string): (name: string) => boolean {
  const regex = new RegExp(
    `^(?:${pattern
      .trim()
      .replaceAll(',', '|')
      .replaceAll(' ', '')
      .replace(/^["']+|["']+$/g, '')})$`,
  );
  return (name) => regex.test(name);
}

/** No topic is called so, in the words of Kafka 3.9. */
export const missingTopic = (pattern: string): Failure => new Failure(`Topic 'Optional[${pattern}]' does not exist as expected`);
