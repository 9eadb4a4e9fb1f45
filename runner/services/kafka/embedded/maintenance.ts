import { brokerNumber } from './configs/broker-configs.ts';
import type { Groups } from './groups/groups.ts';
import { compact } from './log/compaction.ts';
import type { PartitionLog } from './log/partition-log.ts';
import type { Segment } from './log/segment.ts';
import type { Topic } from './topic.ts';
import type { Topics } from './topics.ts';

/** What happens by itself: retention by time and size, compaction, expiry of offsets nobody asks for. */
export class Maintenance {
  readonly #topics: Topics;
  readonly #groups: Groups;
  readonly #log: (line: string) => void;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | undefined;
  #producersSeenMs = Date.now();

  constructor({ topics, groups }: { topics: Topics; groups: Groups }, log: (line: string) => void) {
    this.#topics = topics;
    this.#groups = groups;
    this.#log = log;
    this.#timer = setInterval(() => this.#start(), brokerNumber('log.retention.check.interval.ms'));
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  #start(): void {
    this.#running ??= this.#visitAll().finally(() => {
      this.#running = undefined;
    });
  }

  async #visitAll(): Promise<void> {
    await this.#groups
      .expire(Date.now())
      .catch((error: unknown) => this.#log(`Old offsets could not be removed: ${String(error)}`));
    // As seldom as in Kafka: by the time of their records they may be old although they write just now.
    const isForProducers = Date.now() - this.#producersSeenMs >= brokerNumber('producer.id.expiration.check.interval.ms');
    if (isForProducers) this.#producersSeenMs = Date.now();
    for (const topic of this.#topics.all()) {
      for (const partition of topic.partitions) {
        if (partition.isClosed || partition.segments.length === 0) continue;
        if (isForProducers) forgetProducers(partition, Date.now());
        await maintain(partition, topic, Date.now()).catch((error: unknown) => {
          if (!partition.isClosed) this.#log(`The log ${partition.folder} could not be tidied: ${String(error)}`);
        });
      }
    }
  }
}

/** Does what a topic's settings ask for at this time, once. */
export async function maintain(log: PartitionLog, { settings }: Pick<Topic, 'settings'>, now: number): Promise<void> {
  const { retentionMs, retentionBytes } = settings;
  if (settings.isDeleted) {
    await log.trim((segment) => retentionMs >= 0 && !segment.isEmpty && timeOf(segment) < now - retentionMs);
    // Kafka removes a segment only when what is left without it still reaches the size.
    let surplus = retentionBytes < 0 ? 0 : log.bytes - retentionBytes;
    await log.trim((segment) => {
      surplus -= segment.size;
      return retentionBytes >= 0 && surplus >= 0 && segment !== log.segments.at(-1);
    });
  }
  if (settings.isCompacted) await compact(log, settings, now);
}

function forgetProducers({ producers, logStartOffset }: PartitionLog, now: number): void {
  producers.expire({ logStartOffset, before: now - brokerNumber('producer.id.expiration.ms') });
}

/** When its newest record is from; one that has none, but markers of transactions, goes by its file. */
function timeOf({ newestTimestamp, startedMs }: Segment): number {
  return newestTimestamp >= 0 ? newestTimestamp : startedMs;
}
