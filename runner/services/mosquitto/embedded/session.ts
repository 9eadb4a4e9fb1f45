import type { Duplex } from 'node:stream';
import { generate } from 'mqtt-packet';
import type { Limits } from './limits.ts';
import { bestQos, type Qos } from './topic-filter.ts';

/** A message as it was published; sessions share it. The number tells which came first. */
export type Message = { id: number; topic: string; payload: Buffer };

/** A message on its way to one client. */
export type Delivery = {
  message: Message;
  qos: 1 | 2;
  /** It was kept by the broker before the client subscribed. */
  retain: boolean;
  /** Its number on the connection, from when it was sent first. */
  messageId?: number;
  /** The client has it (QoS 2) and is told that it may forget the number. */
  isReceived: boolean;
};

/** What must be on the disk of a delivery. */
export type DeliveryNews = { k: 'sent'; id: number; m: number } | { k: 'received'; id: number } | { k: 'done'; id: number };

const MAX_MESSAGE_ID = 65_535;

/**
 * What is kept of a client that connects with `clean: false`: its subscriptions, and the messages with QoS 1 and 2 that it
 * has not acknowledged, in order. Aedes delivers the others; these are sent from here, no more than `maxInflight` at once.
 */
export class Session {
  readonly subscriptions = new Map<string, Qos>();
  readonly #limits: Limits;
  readonly #write: (news: DeliveryNews) => Promise<void>;
  #waiting = new Map<number, Delivery>();
  /** Goes on where it was: a Map that is emptied from its front is slow to say what is first in it. */
  #oldest = this.#waiting.values();
  #sent = new Map<number, Delivery>();
  #bytes = 0;
  #conn: Duplex | undefined;
  #gathering: Duplex | undefined;
  #lastId = 0;

  constructor(limits: Limits, write: (news: DeliveryNews) => Promise<void>) {
    this.#limits = limits;
    this.#write = write;
  }

  get isConnected(): boolean {
    return this.#conn !== undefined;
  }

  /** What is not acknowledged, oldest first. */
  *deliveries(): Iterable<Delivery> {
    yield* this.#sent.values();
    yield* this.#waiting.values();
  }

  get size(): number {
    return this.#sent.size + this.#waiting.size;
  }

  /** How a message with this topic and quality comes to the client; 0 when it is not kept for it. */
  qosFor(topic: string, qos: Qos): Qos {
    if (qos === 0) return 0;
    return Math.min(qos, bestQos(this.subscriptions, topic) ?? 0) as Qos;
  }

  /** False when there is no room: what is new is dropped, as Mosquitto does it. */
  hasRoomFor(payload: Buffer): boolean {
    const { maxQueued, maxQueuedBytes } = this.#limits;
    return this.#waiting.size < maxQueued && this.#bytes + payload.length <= maxQueuedBytes;
  }

  add(delivery: Delivery): void {
    this.#bytes += delivery.message.payload.length;
    this.#waiting.set(delivery.message.id, delivery);
    this.#pump();
  }

  /** The client is there: it gets again what it has not acknowledged, then what is waiting. */
  attach(conn: Duplex): void {
    this.#conn = conn;
    for (const delivery of this.#sent.values()) this.#send(delivery, true);
    this.#pump();
  }

  detach(conn: Duplex): void {
    if (this.#conn === conn) this.#conn = undefined;
  }

  /** PUBREC of the client. */
  receive(messageId: number): void {
    const delivery = this.#sent.get(messageId);
    if (!delivery || delivery.isReceived) return;
    delivery.isReceived = true;
    void this.#write({ k: 'received', id: delivery.message.id });
  }

  /** PUBACK or PUBCOMP of the client. */
  acknowledge(messageId: number): void {
    const delivery = this.#sent.get(messageId);
    if (!delivery) return;
    this.#sent.delete(messageId);
    this.#bytes -= delivery.message.payload.length;
    void this.#write({ k: 'done', id: delivery.message.id });
    this.#pump();
  }

  /** Takes a step that was read from the disk. */
  restore(news: DeliveryNews): void {
    const delivery = this.#find(news.id);
    if (!delivery) return;
    if (news.k === 'received') delivery.isReceived = true;
    else {
      this.#waiting.delete(news.id);
      if (delivery.messageId !== undefined) this.#sent.delete(delivery.messageId);
      if (news.k === 'done') this.#bytes -= delivery.message.payload.length;
      else this.#sent.set(news.m, Object.assign(delivery, { messageId: news.m }));
    }
  }

  #find(id: number): Delivery | undefined {
    return this.#waiting.get(id) ?? [...this.#sent.values()].find(({ message }) => message.id === id);
  }

  #pump(): void {
    while (this.#conn && this.#sent.size < this.#limits.maxInflight) {
      const delivery = this.#takeOldest();
      if (!delivery) return;
      delivery.messageId = this.#freeId();
      this.#sent.set(delivery.messageId, delivery);
      if (delivery.qos === 1) this.#send(delivery, false);
      else void this.#sendWhenWritten(delivery, delivery.messageId);
    }
  }

  #takeOldest(): Delivery | undefined {
    if (this.#waiting.size === 0) return undefined; // at its end it would be over for good
    const { value } = this.#oldest.next();
    if (value) this.#waiting.delete(value.message.id);
    return value;
  }

  /** With QoS 2 a client knows a message by its number; so that is on the disk first. */
  async #sendWhenWritten(delivery: Delivery, m: number): Promise<void> {
    const conn = this.#conn;
    await this.#write({ k: 'sent', id: delivery.message.id, m });
    if (this.#conn === conn) this.#send(delivery, false);
  }

  #send({ message: { topic, payload }, qos, retain, messageId, isReceived }: Delivery, dup: boolean): void {
    const conn = this.#conn;
    if (!conn?.writable) return;
    this.#gather(conn);
    if (isReceived) conn.write(generate({ cmd: 'pubrel', messageId }));
    else conn.write(generate({ cmd: 'publish', topic, payload, qos, retain, dup, messageId }));
  }

  /** What is sent in one turn of the loop goes to the kernel at once. */
  #gather(conn: Duplex): void {
    if (this.#gathering === conn) return;
    this.#gathering = conn;
    conn.cork();
    setImmediate(() => {
      if (this.#gathering === conn) this.#gathering = undefined;
      conn.uncork();
    });
  }

  #freeId(): number {
    do this.#lastId = (this.#lastId % MAX_MESSAGE_ID) + 1;
    while (this.#sent.has(this.#lastId));
    return this.#lastId;
  }
}
