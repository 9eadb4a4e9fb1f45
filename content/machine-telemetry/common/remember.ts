// Keeps what the processor has to remember in a topic of Kafka, machine.state, and reads
// it back at the start. Its key is the machine and its value all that is remembered of
// it, so the latest value of each key is enough: the topic is compacted. A machine is in
// the partition of the same number as in the input.
import { randomUUID } from 'node:crypto';
import type { Kafka, Message, Producer } from 'kafkajs';
import type { Settings } from './calculate.ts';
import { type MachineState, Windows } from './windows.ts';

export const CHANGELOG = 'machine.state';
const MARK = 'end-of-what-is-remembered';

type Memory = { kafka: Kafka; producer: Producer; input: string; settings: Settings };

/** What has changed since this was last asked, as messages for the changelog. */
export function changes(partitions: Windows[]): Message[] {
  const messages: Message[] = [];
  for (const [partition, { changed, machines }] of partitions.entries()) {
    for (const machine of changed)
      messages.push({
        partition,
        key: machine,
        value: JSON.stringify(machines.get(machine)),
      });
    changed.clear();
  }
  return messages;
}

/**
 * Reads the changelog from its beginning to its end.
 * @returns for each partition of the input the state as the last finished transaction left it.
 */
export async function restore({
  kafka,
  producer,
  input,
  settings,
}: Memory): Promise<Windows[]> {
  const count = await makeChangelog(kafka, input);
  const partitions = Array.from({ length: count }, () => new Windows(settings));
  // Where is the end? This program writes a mark of its own behind everything else, and
  // reads until it meets it. Its transaction also ends what an earlier processor, killed
  // in the middle of one, had left open.
  const mark = randomUUID();
  const transaction = await producer.transaction();
  const marks = partitions.map((_, partition) => ({ partition, key: MARK, value: mark }));
  await transaction.send({ topic: CHANGELOG, messages: marks });
  await transaction.commit();

  const groupId = `processor-remembers-${mark}`;
  const consumer = kafka.consumer({
    groupId,
    retry: { restartOnFailure: async () => false },
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topic: CHANGELOG, fromBeginning: true });
    const ended = new Set<number>();
    await new Promise<void>((resolve, reject) => {
      consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
      const eachMessage = async ({
        partition,
        message,
      }: {
        partition: number;
        message: { key: Buffer | null; value: Buffer | null };
      }) => {
        const [key, value] = [
          message.key?.toString() ?? '',
          message.value?.toString() ?? '',
        ];
        if (key !== MARK)
          partitions[partition]?.restore(key, JSON.parse(value) as MachineState);
        else if (value === mark) ended.add(partition);
        if (ended.size === count) resolve();
      };
      consumer.run({ autoCommit: false, eachMessage }).catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
  return partitions;
}

// The input says how many partitions there are. The changelog has as many, and is
// compacted soon: it is written to all the time.
async function makeChangelog(kafka: Kafka, input: string): Promise<number> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    if (!(await admin.listTopics()).includes(input))
      throw new Error(
        `There is no topic ${input}. Run create-topics in the lesson "Topics, partitions and keys"`,
      );
    const { topics } = await admin.fetchTopicMetadata({ topics: [input] });
    const numPartitions = topics[0]?.partitions.length ?? 0;
    const settings = {
      'cleanup.policy': 'compact',
      'segment.ms': '60000',
      'min.cleanable.dirty.ratio': '0.1',
    };
    const configEntries = Object.entries(settings).map(([name, value]) => ({
      name,
      value,
    }));
    // Nothing is changed when it is there already.
    await admin.createTopics({
      topics: [{ topic: CHANGELOG, numPartitions, replicationFactor: 1, configEntries }],
    });
    return numPartitions;
  } finally {
    await admin.disconnect();
  }
}
