import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalRecord } from '../../../lib/journal.ts';
import { Turns } from '../../../lib/turns.ts';
import { brokerNumber } from './configs/broker-configs.ts';
import { type ConfigValues, newTopicConfigs } from './configs/configs.ts';
import { KafkaError } from './errors.ts';
import type { PartitionLog } from './log/partition-log.ts';
import type { StoredPart } from './store.ts';
import { Topic } from './topic.ts';
import { checkTopicName } from './topic-name.ts';

/** A topic to be made. -1 for the usual number of partitions or replicas. */
export type NewTopic = {
  name: string;
  numPartitions: number;
  replicationFactor: number;
  assignments: { partitionIndex: number; brokerIds: number[] }[];
  configs: { name: string; value: string | null }[];
};

/** More partitions than this at once are refused, as Kafka does. */
const MAX_PARTITIONS = 10_000;

/** How settings follow from those of now. */
export type ConfigChange = (now: ConfigValues) => ConfigValues;

/**
 * Every topic of the broker.
 *
 * Changes happen in turns. Each is kept in the journal first and made then: nobody can write to a topic or a partition that
 * a restart would not know.
 */
export class Topics implements StoredPart {
  readonly #folder: string;
  readonly #byName = new Map<string, Topic>();
  readonly #byId = new Map<string, Topic>();
  readonly #counts = new Map<string, number>();
  readonly #append: (change: JournalRecord) => Promise<void>;
  readonly #turns = new Turns();
  /** The change that is on its way to the journal: when that is written anew meanwhile, it has this one too. */
  #coming: JournalRecord | undefined;
  /** The broker's own settings, which are the topics' defaults. */
  brokerConfigs: ConfigValues = new Map();

  constructor(folder: string, append: (change: JournalRecord) => Promise<void>) {
    this.#folder = folder;
    this.#append = append;
  }

  all(): Topic[] {
    return [...this.#byName.values()];
  }

  find(name: string): Topic | undefined {
    return this.#byName.get(name);
  }

  findById(id: string): Topic | undefined {
    return this.#byId.get(id);
  }

  /** @throws KafkaError UNKNOWN_TOPIC_OR_PARTITION */
  partition(name: string, index: number): PartitionLog {
    const topic = this.#byName.get(name);
    if (!topic) throw new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', 'This server does not host this topic-partition.');
    return topic.partition(index);
  }

  /**
   * Makes a topic, or only says whether it could be made. @returns how it looks.
   * @throws KafkaError in Kafka's words when its name, partitions, replicas or settings may not be.
   */
  async create(wanted: NewTopic, { isDryRun = false } = {}): Promise<Topic> {
    return await this.#turns.take(async () => {
      checkTopicName(wanted.name, this.#byName.keys());
      if (this.#byName.has(wanted.name)) throw new KafkaError('TOPIC_ALREADY_EXISTS', `Topic '${wanted.name}' already exists.`);
      const count = partitionCount(wanted);
      const configs = newTopicConfigs(wanted.configs);
      const topic = this.#make({ name: wanted.name, id: randomBytes(16).toString('hex'), configs });
      topic.growTo(count);
      if (isDryRun) return topic;
      await this.#keep(changeOf(topic));
      this.#add(topic);
      return topic;
    });
  }

  /** Removes a topic and what is in it. Its name is free when this resolves. */
  async delete(topic: Topic): Promise<void> {
    const removed = await this.#turns.take(async () => {
      if (this.#byName.get(topic.name) !== topic) return [];
      await this.#keep({ k: 'topic-', n: topic.name });
      this.#forget(topic.name);
      return [Promise.all(topic.partitions.map((partition) => partition.remove()))]; // others need not wait for the disk
    });
    await Promise.all(removed);
  }

  /** @throws KafkaError INVALID_PARTITIONS */
  async grow(topic: Topic, count: number, { isDryRun = false } = {}): Promise<void> {
    await this.#turns.take(async () => {
      const now = topic.partitions.length;
      if (count === now) throw new KafkaError('INVALID_PARTITIONS', `Topic already has ${now} partition(s).`);
      if (count < now)
        throw new KafkaError(
          'INVALID_PARTITIONS',
          `The topic ${topic.name} currently has ${now} partition(s); ${count} would not be an increase.`,
        );
      checkCount(count);
      this.#requireStill(topic);
      if (isDryRun) return;
      await this.#keep({ ...changeOf(topic), partitions: count });
      topic.growTo(count);
    });
  }

  /** Gives a topic other settings, or only says whether it could have them. @throws KafkaError what `change` throws. */
  async configure(topic: Topic, change: ConfigChange, { isDryRun = false } = {}): Promise<void> {
    await this.#turns.take(async () => {
      const configs = change(topic.configs);
      this.#requireStill(topic);
      if (isDryRun) return;
      await this.#keep({ ...changeOf(topic), configs: Object.fromEntries(configs) });
      topic.configs = configs;
    });
  }

  /** Gives the broker other settings, or only says whether it could have them. @throws KafkaError what `change` throws. */
  async configureBroker(change: ConfigChange, { isDryRun = false } = {}): Promise<void> {
    await this.#turns.take(async () => {
      const configs = change(this.brokerConfigs);
      if (isDryRun) return;
      await this.#keep({ k: 'broker', configs: Object.fromEntries(configs) });
      this.brokerConfigs = configs;
      for (const topic of this.#byName.values()) topic.forgetSettings();
    });
  }

  *changes(): Generator<JournalRecord> {
    yield { k: 'broker', configs: Object.fromEntries(this.brokerConfigs) };
    for (const topic of this.#byName.values()) yield changeOf(topic, this.#counts.get(topic.name));
    if (this.#coming) yield this.#coming;
  }

  replay(change: JournalRecord): void {
    if (change.k === 'broker') this.brokerConfigs = new Map(Object.entries(change.configs as Record<string, string>));
    if (change.k === 'topic-') this.#forget(change.n as string);
    if (change.k !== 'topic') return;
    const { n, id, partitions, configs } = change as ReturnType<typeof changeOf>;
    this.#forget(n);
    this.#add(this.#make({ name: n, id, configs: new Map(Object.entries(configs)) }));
    this.#counts.set(n, partitions);
  }

  /** Reads the logs of all topics, and removes what is left of topics that are gone. */
  async open(log: (line: string) => void): Promise<void> {
    await Promise.all(this.all().map((topic) => topic.open(this.#counts.get(topic.name) ?? 1, log)));
    const known = new Set(this.all().flatMap(({ partitions }) => partitions.map(({ folder }) => folder)));
    const found = existsSync(this.#folder) ? await readdir(this.#folder) : [];
    for (const name of found.map((file) => join(this.#folder, file)))
      if (!known.has(name)) await rm(name, { recursive: true, force: true });
    this.#counts.clear();
  }

  /** Lets go of all files. What could not be written is told to `log`: it is what makes the next start fast, no record. */
  async close(log: (line: string) => void): Promise<void> {
    const closing = this.all().flatMap(({ partitions }) => partitions);
    await Promise.all(
      closing.map(async (partition) => {
        await partition
          .close()
          .catch((error: unknown) => log(`The next start reads all of ${partition.folder}: ${String(error)}`));
      }),
    );
  }

  async #keep(change: JournalRecord): Promise<void> {
    this.#coming = change;
    try {
      await this.#append(change);
    } finally {
      this.#coming = undefined;
    }
  }

  /** @throws KafkaError UNKNOWN_TOPIC_OR_PARTITION when it was deleted before this turn came. */
  #requireStill(topic: Topic): void {
    if (this.#byName.get(topic.name) === topic) return;
    throw new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', `The topic '${topic.name}' does not exist.`);
  }

  #make(parts: { name: string; id: string; configs: ConfigValues }): Topic {
    return new Topic(parts, this.#folder, () => this.brokerConfigs);
  }

  #add(topic: Topic): void {
    this.#byName.set(topic.name, topic);
    this.#byId.set(topic.id, topic);
  }

  #forget(name: string): void {
    const topic = this.#byName.get(name);
    if (topic) this.#byId.delete(topic.id);
    this.#byName.delete(name);
  }
}

/** @param count how many partitions it has, while they are not opened yet. */
function changeOf({ name, id, partitions, configs }: Topic, count = partitions.length) {
  return { k: 'topic', n: name, id, partitions: Math.max(count, partitions.length), configs: Object.fromEntries(configs) };
}

function partitionCount({ numPartitions, replicationFactor, assignments }: NewTopic): number {
  if (assignments.length > 0) return assignedCount(assignments, { numPartitions, replicationFactor });
  if (numPartitions === 0 || numPartitions < -1) {
    throw new KafkaError('INVALID_PARTITIONS', 'Number of partitions was set to an invalid non-positive value.');
  }
  if (replicationFactor === 0 || replicationFactor < -1) {
    throw new KafkaError('INVALID_REPLICATION_FACTOR', 'Replication factor was set to an invalid non-positive value.');
  }
  if (replicationFactor > 1) {
    const why = `The target replication factor of ${replicationFactor} cannot be reached because only 1 broker(s) are registered.`;
    throw new KafkaError('INVALID_REPLICATION_FACTOR', `Unable to replicate the partition ${replicationFactor} time(s): ${why}`);
  }
  return checkCount(numPartitions === -1 ? brokerNumber('num.partitions') : numPartitions);
}

function checkCount(count: number): number {
  if (count <= MAX_PARTITIONS) return count;
  throw new KafkaError(
    'INVALID_PARTITIONS',
    `Excessively large number of partitions per request: ${count}, at most ${MAX_PARTITIONS}.`,
  );
}

/** Assignments by hand must name every partition once, and this broker for each. */
function assignedCount(
  assignments: NewTopic['assignments'],
  counts: { numPartitions: number; replicationFactor: number },
): number {
  if (counts.replicationFactor !== -1) {
    throw new KafkaError(
      'INVALID_REQUEST',
      'A manual partition assignment was specified, but replication factor was not set to -1.',
    );
  }
  if (counts.numPartitions !== -1) {
    throw new KafkaError('INVALID_REQUEST', 'A manual partition assignment was specified, but numPartitions was not set to -1.');
  }
  const indexes = assignments.map(({ partitionIndex }) => partitionIndex).sort((a, b) => a - b);
  if (indexes.some((index, at) => index !== at)) {
    throw new KafkaError('INVALID_REPLICA_ASSIGNMENT', 'partitions should be a consecutive 0-based integer sequence');
  }
  for (const { brokerIds } of assignments) {
    const unknown = brokerIds.find((id) => id !== 1);
    if (unknown !== undefined || brokerIds.length !== 1) {
      throw new KafkaError(
        'INVALID_REPLICA_ASSIGNMENT',
        `The manual partition assignment includes broker ${unknown ?? 'twice or never'}, but no such broker is registered.`,
      );
    }
  }
  return checkCount(assignments.length);
}
