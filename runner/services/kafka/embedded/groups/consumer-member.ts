import { TopicPattern } from './topic-pattern.ts';

/** A member of a group of the new protocol. Partitions are keys, see `partition-key.ts`. */
export class ConsumerMember {
  memberId: string;
  readonly instanceId: string | null;
  rackId: string | null = null;
  clientId: string;
  clientHost: string;
  epoch = 0;
  /** The epoch before: its last answer may have been lost. */
  previousEpoch = -1;
  rebalanceTimeoutMs = 300_000;
  topicNames: readonly string[] = [];
  assignor: string | null = null;
  /** What it was told it may read. */
  assigned: ReadonlySet<string> = new Set();
  /** What it was told to give back, and has not yet. */
  revoking: ReadonlySet<string> = new Set();
  #topicRegex: string | null = null;
  #pattern: TopicPattern | undefined;
  #session: NodeJS.Timeout | undefined;
  #revocation: NodeJS.Timeout | undefined;

  constructor(traits: { memberId: string; instanceId: string | null; clientId: string; clientHost: string }) {
    this.memberId = traits.memberId;
    this.instanceId = traits.instanceId;
    this.clientId = traits.clientId;
    this.clientHost = traits.clientHost;
  }

  get topicRegex(): string | null {
    return this.#topicRegex;
  }

  /** @throws KafkaError INVALID_REGULAR_EXPRESSION */
  set topicRegex(text: string | null) {
    if (text === this.#topicRegex) return;
    this.#pattern = text === null || text === '' ? undefined : new TopicPattern(text);
    this.#topicRegex = text;
  }

  /** Whether it reads a topic, by name or by pattern. */
  reads(topic: string): boolean {
    return this.topicNames.includes(topic) || (this.#pattern?.matches(topic) ?? false);
  }

  /** What nobody else may have while it has not given it back. */
  holds(key: string): boolean {
    return this.assigned.has(key) || this.revoking.has(key);
  }

  touch(sessionTimeoutMs: number, onSilence: () => void): void {
    clearTimeout(this.#session);
    this.#session = setTimeout(onSilence, sessionTimeoutMs);
    this.#session.unref();
  }

  /** It has its rebalance timeout to give partitions back. */
  awaitRevocation(onLate: () => void): void {
    clearTimeout(this.#revocation);
    this.#revocation = setTimeout(onLate, this.rebalanceTimeoutMs);
    this.#revocation.unref();
  }

  released(): void {
    clearTimeout(this.#revocation);
    this.revoking = new Set();
  }

  rest(): void {
    clearTimeout(this.#session);
    clearTimeout(this.#revocation);
  }
}
