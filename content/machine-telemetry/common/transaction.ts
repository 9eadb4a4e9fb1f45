// One transaction of the processor: the samples, the joined records, the changed state,
// and how far it has read. All of it counts, or nothing: a reader that asks for what is
// committed sees each record once.
import type { Batch, Message, Producer } from 'kafkajs';
import { CHANGELOG, changes } from './remember.ts';
import type { Sample, Windows } from './windows.ts';

export type Work = {
  producer: Producer;
  input: string;
  output: string;
  group: string;
  /** The state, by the partition of the input. */
  partitions: Windows[];
  /** The offset that comes next, by the partition of the input. */
  next: number[];
};

/** Some messages of a partition of the input, in their order. */
export type Samples = Pick<Batch, 'partition' | 'messages'>;

export type Counts = {
  samples: number;
  joined: number;
  late: number;
  unreadable: number;
};

/** Takes some samples and writes what they lead to. @returns what it has counted, when all of it is committed. */
export async function writeTogether(batches: Samples[], work: Work): Promise<Counts> {
  const { producer, input, output, group, partitions, next } = work;
  const { counts, messages } = takeAll(batches, work);
  const transaction = await producer.transaction();
  const topicMessages = [
    { topic: output, messages },
    { topic: CHANGELOG, messages: changes(partitions) },
  ];
  await transaction.sendBatch({
    topicMessages: topicMessages.filter((each) => each.messages.length > 0),
  });
  const offsets = [...new Set(batches.map(({ partition }) => partition))].map(
    (partition) => ({
      partition,
      offset: `${next[partition]}`,
    }),
  );
  await transaction.sendOffsets({
    consumerGroupId: group,
    topics: [{ topic: input, partitions: offsets }],
  });
  await transaction.commit();
  return counts;
}

function takeAll(
  batches: Samples[],
  { partitions, next }: Work,
): { counts: Counts; messages: Message[] } {
  const counts = { samples: 0, joined: 0, late: 0, unreadable: 0 };
  const messages: Message[] = [];
  for (const { partition, messages: taken } of batches) {
    const windows = partitions[partition];
    if (!windows) throw new Error(`there is a new partition, ${partition}`);
    const late = windows.late;
    for (const { offset, value } of taken) {
      // After a while without Kafka, the consumer may hand out once more what is in hand
      // already.
      if (Number(offset) < (next[partition] ?? 0)) continue;
      next[partition] = Number(offset) + 1;
      const sample = readSample(value);
      if (!sample) {
        counts.unreadable += 1;
        continue;
      }
      messages.push({ key: sample.machine, value });
      const joined = windows.add(sample);
      for (const record of joined)
        messages.push({ key: record.machine, value: JSON.stringify(record) });
      counts.samples += 1;
      counts.joined += joined.length;
    }
    counts.late += windows.late - late;
  }
  return { counts, messages };
}

/** A message as a sample; undefined when it is something else. */
export function readSample(value: Buffer | null): Sample | undefined {
  try {
    const sample = JSON.parse(value?.toString() ?? '') as Sample;
    const isNamed =
      typeof sample.machine === 'string' && typeof sample.metric === 'string';
    const isMeasured =
      Array.isArray(sample.values) && sample.values.every(Number.isFinite);
    return isNamed && isMeasured && Number.isFinite(sample.time) ? sample : undefined;
  } catch {
    // Not JSON: somebody has written a word into the topic, as in the lesson about keys.
    return undefined;
  }
}
