import { whileLoading } from '../../client/find-coordinator.ts';
import type { KafkaConnection } from '../../client/kafka-connection.ts';
import { KafkaFailure } from '../../client/kafka-failure.ts';
import { EARLIEST, LATEST, listOffsets, type TopicPartition } from '../../client/list-offsets.ts';
import { METADATA } from '../../embedded/messages/metadata.ts';
import { OFFSET_FETCH } from '../../embedded/messages/offset-fetch.ts';
import { findTopics, type TopicRow } from '../topics/find-topics.ts';
import { type Fetched, fetchRecords } from './fetch-records.ts';
import type { GroupMember, Position } from './group-member.ts';
import type { Plan } from './read-plan.ts';

const MAX_WAIT_MS = 500;
const COMMIT_EVERY_MS = 5_000;
/** How often new topics and partitions are looked for; Kafka's consumer does so every five minutes. */
const LOOK_EVERY_MS = 5_000;
const OUT_OF_RANGE = 1;
const INVALID_TOPIC = 17;
/** A topic that is not there, or just made: it may come. */
const COMING = [3, 5];

/** What it reads with; `taken` is where one before it got to. */
type Parts = { plan: Plan; member: GroupMember | undefined; taken: Map<string, Position> };

/** Reads what a plan says, a portion at a time, and keeps track of where it is. */
export class Consumption {
  readonly #connection: KafkaConnection;
  readonly #plan: Plan;
  readonly #member: GroupMember | undefined;
  #positions: Position[] = [];
  /** Up to where messages were taken; what was fetched and not taken does not count. It outlives the connection. */
  readonly #taken: Map<string, Position>;
  #topics: string[] = [];
  #seen = '';
  #committedAt = performance.now();
  #lookedAt = performance.now();

  constructor(connection: KafkaConnection, { plan, member, taken }: Parts) {
    this.#connection = connection;
    this.#plan = plan;
    this.#member = member;
    this.#taken = taken;
  }

  /** Finds its topics, or its one partition. @throws KafkaFailure */
  async start(): Promise<void> {
    const { topic, partition } = this.#plan;
    const partitions = await this.#look({ mayCreate: true });
    // A partition that is not there has nothing to read: Kafka's tool waits, too.
    if (partition === undefined || topic === undefined || partition.index >= partitions) return;
    const place = { topic, partition: partition.index };
    const isFixed = partition.from !== EARLIEST && partition.from !== LATEST;
    const fixed = this.#taken.get(keyOf(place))?.offset ?? (isFixed ? partition.from : undefined);
    this.#positions = fixed === undefined ? await this.#startsOf([place], partition.from) : [{ ...place, offset: fixed }];
  }

  /** What comes within `waitMs`, which may be nothing. @throws KafkaFailure */
  async next(waitMs: number): Promise<Fetched[]> {
    await this.#keepUp();
    if (this.#positions.length === 0) await new Promise((resolve) => setTimeout(resolve, Math.min(waitMs, MAX_WAIT_MS)));
    if (this.#positions.length === 0) return [];
    const { isolationLevel, reset } = this.#plan;
    const maxWaitMs = Math.max(0, Math.min(waitMs, MAX_WAIT_MS));
    const answers = await fetchRecords(this.#connection, this.#positions, { isolationLevel, maxWaitMs });
    const fetched: Fetched[] = [];
    for (const { topic, partition, records, next, failure } of answers) {
      const position = this.#positions.find((one) => one.topic === topic && one.partition === partition);
      if (!position) continue;
      if (failure?.code === OUT_OF_RANGE) position.offset = (await this.#startsOf([position], reset))[0]?.offset ?? 0;
      else if (failure) await this.#without(position, failure);
      else position.offset = next;
      fetched.push(...records);
    }
    return fetched;
  }

  /** A message was shown: the group's place is behind it. */
  take({ topic, partition, record }: Fetched): void {
    const place = { topic, partition };
    this.#taken.set(keyOf(place), { ...place, offset: record.offset + 1 });
  }

  /** Keeps the place, and goes. */
  async end(): Promise<void> {
    if (!this.#member) return;
    await this.#commit();
    await this.#member.leave();
  }

  async #keepUp(): Promise<void> {
    const now = performance.now();
    if (!this.#member) return;
    if (now - this.#lookedAt > LOOK_EVERY_MS) await this.#look({ mayCreate: false });
    if (now - this.#committedAt > COMMIT_EVERY_MS) await this.#commit();
    if (!this.#member.isOutdated) return;
    await this.#commit();
    const member = this.#member;
    const assigned = await whileLoading(async () => await member.join(this.#topics));
    this.#positions = await this.#placesOf(assigned);
  }

  /** Looks which topics there are, and joins the group again when they or their partitions are others; gives the number of partitions. */
  async #look({ mayCreate }: { mayCreate: boolean }): Promise<number> {
    this.#lookedAt = performance.now();
    const { topic, include } = this.#plan;
    let found: TopicRow[];
    if (topic !== undefined) {
      const { topics } = await this.#connection.call(METADATA, { topics: [{ name: topic }], allowAutoTopicCreation: mayCreate });
      const code = topics[0]?.errorCode ?? 0;
      if (code === INVALID_TOPIC) throw new KafkaFailure(code, `Invalid topics: [${topic}]`);
      if (code !== 0 && !COMING.includes(code)) throw new KafkaFailure(code);
      found = topics;
      this.#topics = [topic];
    } else {
      found = await findTopics(this.#connection, { pattern: include, withInternal: false });
      this.#topics = found.map(({ name }) => name ?? '');
    }
    const seen = found.map(({ name, partitions }) => `${name} ${partitions.length}`).join();
    if (this.#member && seen !== this.#seen) this.#member.isOutdated = true;
    this.#seen = seen;
    return found[0]?.partitions.length ?? 0;
  }

  async #commit(): Promise<void> {
    this.#committedAt = performance.now();
    const own = this.#positions.flatMap((place) => this.#taken.get(keyOf(place)) ?? []);
    if (this.#plan.commits) await this.#member?.commit(own);
  }

  /** Where the group is in these partitions; where it has no place yet, where the plan starts. */
  async #placesOf(partitions: readonly TopicPartition[]): Promise<Position[]> {
    const { topics } = await this.#connection.call(OFFSET_FETCH, {
      groupId: this.#plan.groupId,
      topics: null,
      requireStable: false,
    });
    const committed = topics.flatMap(({ name, partitions: rows }) => rows.map((row) => ({ topic: name, ...row })));
    const known: Position[] = [];
    const unknown: TopicPartition[] = [];
    for (const place of partitions) {
      const row = committed.find(({ topic, partitionIndex }) => topic === place.topic && partitionIndex === place.partition);
      // What was shown is not shown again, committed or not.
      const offset = Math.max(row?.committedOffset ?? -1, this.#taken.get(keyOf(place))?.offset ?? -1);
      if (offset >= 0) known.push({ ...place, offset });
      else unknown.push(place);
    }
    const order = (a: Position, b: Position) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1);
    return [...known, ...(await this.#startsOf(unknown, this.#plan.reset))].sort(order);
  }

  async #startsOf(partitions: readonly TopicPartition[], timestamp: number): Promise<Position[]> {
    const asked = partitions.map(({ topic, partition }) => ({ topic, partition, timestamp }));
    const rows = await listOffsets(this.#connection, asked, this.#plan.isolationLevel);
    return rows.map(({ topic, partition, offset }) => ({ topic, partition, offset: offset ?? 0 }));
  }

  /** A topic that was deleted is read no further; the group gets other partitions, when there are. */
  async #without(position: Position, failure: KafkaFailure): Promise<void> {
    if (failure.code !== 3 && failure.code !== 100) throw failure;
    this.#positions = this.#positions.filter((one) => one !== position);
    await this.#look({ mayCreate: true });
    if (this.#member) this.#member.isOutdated = true;
  }
}

const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}-${partition}`;
