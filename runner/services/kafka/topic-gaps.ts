import type { KafkaConnection } from './client/kafka-connection.ts';
import { readNewest } from './read-newest.ts';
import type { TopicState } from './topic-state.ts';

/** A picture looks every second; what a topic is like changes seldom (ms). */
const AGAIN_MS = 10_000;
/** A transaction leaves its mark after a few messages: so many of the newest tell whether there are any. */
const NEWEST = 20;

type Known = { hasGaps: boolean; end: number; at: number };

/** Whether topics have offsets without messages. Only reading tells; where there was one, there is one as long as the topic goes on. */
export class TopicGaps {
  readonly #known = new Map<string, Known>();

  async isIn(connection: KafkaConnection, topic: TopicState, broker: string): Promise<boolean> {
    const name = `${broker} ${topic.name}`;
    const end = topic.partitions.reduce((sum, partition) => sum + partition.end, 0);
    const before = this.#known.get(name);
    const known = before && before.end <= end ? before : undefined; // one that ends earlier is another topic of that name
    const isSettled = known && (known.hasGaps || known.end === end || performance.now() - known.at < AGAIN_MS);
    const hasGaps = isSettled ? known.hasGaps : await look(connection, topic);
    this.#known.set(name, { hasGaps, end, at: isSettled ? known.at : performance.now() });
    return hasGaps;
  }
}

async function look(connection: KafkaConnection, topic: TopicState): Promise<boolean> {
  const offsets = topic.partitions.reduce((sum, { start, end }) => sum + end - start, 0);
  const { hasGaps, total } = await readNewest(connection, topic, NEWEST);
  return hasGaps || total < offsets;
}
