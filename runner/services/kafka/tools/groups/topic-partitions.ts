import type { KafkaConnection } from '../../client/kafka-connection.ts';
import { KafkaFailure } from '../../client/kafka-failure.ts';
import type { TopicPartition } from '../../client/list-offsets.ts';
import { METADATA } from '../../embedded/messages/metadata.ts';
import { Failure } from '../tool.ts';

const UNKNOWN_TOPIC = 3;

/** The partitions that `orders` or `orders:0,1` mean. @throws KafkaFailure for a topic that is not there, Failure */
export async function partitionsOf(connection: KafkaConnection, topics: readonly string[]): Promise<TopicPartition[]> {
  const all: TopicPartition[] = [];
  for (const text of topics) {
    const [name = '', numbers] = text.split(':');
    if (numbers === undefined) all.push(...(await partitionsOfTopic(connection, name)));
    else all.push(...numbers.split(',').map((number) => ({ topic: name, partition: readNumber(number, text) })));
  }
  return all;
}

/** All partitions of a topic. @throws KafkaFailure */
async function partitionsOfTopic(connection: KafkaConnection, topic: string): Promise<TopicPartition[]> {
  const { topics } = await connection.call(METADATA, { topics: [{ name: topic }], allowAutoTopicCreation: false });
  const [found] = topics;
  if (found?.errorCode !== 0) throw new KafkaFailure(found?.errorCode ?? UNKNOWN_TOPIC);
  return found.partitions.map(({ partitionIndex }) => ({ topic, partition: partitionIndex }));
}

function readNumber(number: string, text: string): number {
  if (/^\d{1,9}$/.test(number.trim())) return Number(number);
  throw new Failure(`Invalid partition in ${text}: write it as topic:0,1.`);
}
