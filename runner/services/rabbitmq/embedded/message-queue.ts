import { Meter } from './meter.ts';

/** AMQP's table of a message's properties, queue's or exchange's arguments. */
export type Table = Record<string, unknown>;

/** A message as it was published. Several queues share one. */
export type Message = {
  /** Rises with every message of the broker: their order. */
  id: number;
  exchange: string;
  routingKey: string;
  properties: Table;
  payload: Buffer;
  persistent: boolean;
};

/** A message in one queue. */
export type Entry = { message: Message; redelivered: boolean };

/** What a queue is declared with. */
export type QueueSettings = { durable: boolean; autoDelete: boolean; arguments: Table };

const COUNTED = ['publish', 'get', 'get_no_ack', 'get_empty', 'deliver_get', 'redeliver', 'ack'] as const;

/**
 * A classic queue without consumers: messages in order, taken from the head. Whatever is put back goes back to its
 * place, so the order never changes and `redelivered` is all that tells.
 */
export class MessageQueue {
  readonly name: string;
  readonly settings: QueueSettings;
  readonly meter = new Meter(COUNTED);
  idleSince = Date.now();
  bytes = 0;
  persistentBytes = 0;
  persistentCount = 0;
  #entries: Entry[] = [];
  /** Taken entries stay in the array until there are many: `shift` would move the rest each time. */
  #head = 0;

  constructor(name: string, settings: QueueSettings) {
    this.name = name;
    this.settings = settings;
  }

  get length(): number {
    return this.#entries.length - this.#head;
  }

  push(message: Message, redelivered = false): void {
    this.#entries.push({ message, redelivered });
    this.#count(message, 1);
    this.idleSince = Date.now();
  }

  /** The first `count` messages, oldest first; they stay. */
  first(count: number): Entry[] {
    return this.#entries.slice(this.#head, this.#head + count);
  }

  /** The last `count` messages, oldest first; they stay. */
  newest(count: number): Entry[] {
    return this.#entries.slice(Math.max(this.#head, this.#entries.length - count));
  }

  /** Takes the first `count` messages out. */
  drop(count: number): void {
    for (const { message } of this.first(count)) this.#count(message, -1);
    this.#head += Math.min(count, this.length);
    if (this.#head > 1_000 && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
    this.idleSince = Date.now();
  }

  #count(message: Message, sign: 1 | -1): void {
    const bytes = message.payload.length * sign;
    this.bytes += bytes;
    if (!message.persistent) return;
    this.persistentBytes += bytes;
    this.persistentCount += sign;
  }
}
