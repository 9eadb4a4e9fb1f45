import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';

export type Kept = { partition: number; key: string; value: string };

const MARK = 'mark of a test';

/** All committed messages of a topic, in the order of each partition: reads until it meets a mark that it has put behind them. */
export async function readAll(kafka: Kafka, topic: string): Promise<Kept[]> {
  const mark = randomUUID();
  const producer = kafka.producer();
  const consumer = kafka.consumer({ groupId: `test-${mark}` });
  const admin = kafka.admin();
  await Promise.all([producer.connect(), consumer.connect(), admin.connect()]);
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const partitions = topics[0]?.partitions ?? [];
    const messages = partitions.map(({ partitionId }) => ({ partition: partitionId, key: MARK, value: mark }));
    await producer.send({ topic, messages });
    await consumer.subscribe({ topic, fromBeginning: true });
    const kept: Kept[] = [];
    const open = new Set(partitions.map(({ partitionId }) => partitionId));
    await new Promise<void>((resolve, reject) => {
      consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
      const run = consumer.run({
        autoCommit: false,
        eachBatch: async ({ batch }) => {
          for (const { key, value } of batch.messages) {
            const message = { partition: batch.partition, key: String(key), value: String(value) };
            if (message.key !== MARK) kept.push(message);
            else if (message.value === mark) open.delete(batch.partition);
          }
          if (open.size === 0) resolve();
        },
      });
      run.catch(reject);
    });
    return kept;
  } finally {
    await Promise.all([producer.disconnect(), consumer.disconnect(), admin.disconnect()]);
  }
}
