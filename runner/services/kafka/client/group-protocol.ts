import { Reader } from '../embedded/wire/reader.ts';
import { Writer } from '../embedded/wire/writer.ts';
import { byTopic, type TopicPartition } from './list-offsets.ts';

/**
 * What members of a group of consumers tell each other through the broker, which does not look into it: their topics, and
 * the partitions they get. https://kafka.apache.org/protocol (ConsumerProtocolSubscription, ConsumerProtocolAssignment)
 */
export const CONSUMER_PROTOCOL = 'consumer';

/** A member's topics, in version 0. */
export function writeSubscription(topics: readonly string[]): Buffer {
  const writer = new Writer();
  writer.int16(0);
  writer.int32(topics.length);
  for (const topic of topics) text(writer, topic);
  writer.int32(-1);
  return Buffer.concat(writer.finish());
}

/** The topics of a member, whatever version its words are in. */
export function readSubscription(bytes: Buffer): string[] {
  if (bytes.length === 0) return [];
  const reader = new Reader(bytes, 2);
  return Array.from({ length: reader.int32() }, () => reader.string(reader.int16()));
}

/** A member's partitions, in version 0. */
export function writeAssignment(partitions: readonly TopicPartition[]): Buffer {
  const writer = new Writer();
  const topics = byTopic(partitions, ({ partition }) => partition);
  writer.int16(0);
  writer.int32(topics.length);
  for (const topic of topics) {
    text(writer, topic.name);
    writer.int32(topic.partitions.length);
    for (const partition of topic.partitions) writer.int32(partition);
  }
  writer.int32(-1);
  return Buffer.concat(writer.finish());
}

/** The partitions of a member; none when it has not been told yet. */
export function readAssignment(bytes: Buffer): TopicPartition[] {
  if (bytes.length === 0) return [];
  const reader = new Reader(bytes, 2);
  const topics = Array.from({ length: reader.int32() }, () => {
    const topic = reader.string(reader.int16());
    return Array.from({ length: reader.int32() }, () => ({ topic, partition: reader.int32() }));
  });
  return topics.flat();
}

function text(writer: Writer, value: string): void {
  const length = Buffer.byteLength(value);
  writer.int16(length);
  writer.string(value, length);
}
