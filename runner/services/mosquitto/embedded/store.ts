import { Journal, type JournalRecord, readJournal, writeJournal } from '../../../lib/journal.ts';
import type { Limits } from './limits.ts';
import { type Delivery, type DeliveryNews, type Message, Session } from './session.ts';
import { type Qos, topicMatches } from './topic-filter.ts';

/** A message that came in; `from` is a client that sends it with QoS 2 and will be known again, with the number it gave. */
export type Published = { topic: string; payload: Buffer; qos: Qos; retain: boolean; from?: [client: string, messageId: number] };
/** A message that the broker keeps for those who subscribe later. */
export type Retained = Message & { qos: Qos };

type MessageRecord = {
  k: 'message';
  id: number;
  t: string;
  p: string;
  q: Qos;
  /** For whom, with which quality. */
  to?: Record<string, 1 | 2>;
  isKept?: boolean;
  /** As it is delivered: kept before the client came. */
  r?: boolean;
  from?: [string, number];
};
type SessionRecord = { s: string } & (
  | { k: 'session' }
  | { k: 'end' }
  | { k: 'subscribed'; subs: Record<string, Qos> }
  | { k: 'unsubscribed'; topics: string[] }
  | { k: 'released'; m: number }
  | { k: 'incoming'; m: number }
  | DeliveryNews
);
type Line = MessageRecord | SessionRecord;

/**
 * What outlives the process: sessions with what waits for them, kept messages, and the numbers of messages with QoS 2
 * that a client may send again. When `publish` resolves, the kernel has it, which is enough for any end of the process.
 */
export class Store {
  readonly sessions = new Map<string, Session>();
  readonly retained = new Map<string, Retained>();
  /** By client: the numbers of what it sends with QoS 2, until it releases them. */
  readonly incoming = new Map<string, Set<number>>();
  dropped = 0;
  readonly #limits: Limits;
  readonly #log: (line: string) => void;
  #journal: Journal | undefined;
  #lastId = 0;
  #full = new Set<string>();

  private constructor(limits: Limits, log: (line: string) => void) {
    this.#limits = limits;
    this.#log = log;
  }

  static async open({ dataDir, limits, log }: { dataDir: string; limits: Limits; log: (line: string) => void }): Promise<Store> {
    const store = new Store(limits, log);
    const { path, records, cutBytes } = await readJournal(dataDir);
    for (const record of records) store.#apply(record as Line);
    if (cutBytes > 0) log(`The last ${cutBytes} bytes of the journal were not finished when the broker ended; they are dropped.`);
    // Cut off before the next line is written behind it.
    if (cutBytes > 0) writeJournal(path, store.#snapshot());
    store.#journal = await Journal.open(path, () => store.#snapshot(), { isSynced: false });
    return store;
  }

  async close(): Promise<void> {
    await this.#journal?.close();
  }

  /** Takes a message: for the sessions that subscribe to it, and to keep. Resolves when it is safe. */
  async publish({ topic, payload, qos, retain, from }: Published): Promise<void> {
    const to: Record<string, 1 | 2> = Object.create(null);
    for (const [client, session] of this.sessions) {
      const wanted = session.qosFor(topic, qos);
      if (wanted !== 0 && this.#hasRoom(client, session, payload)) to[client] = wanted;
    }
    if (!retain && !from && Object.keys(to).length === 0) return;
    const record: MessageRecord = { k: 'message', id: this.#lastId + 1, t: topic, p: payload.toString('base64'), q: qos, to };
    await this.#write({ ...record, ...(retain && { isKept: true }), ...(from && { from }) }, payload);
  }

  /** A kept message for a persistent session that has just subscribed. */
  async deliverRetained(client: string, { topic, payload, qos }: { topic: string; payload: Buffer; qos: 1 | 2 }): Promise<void> {
    const session = this.sessions.get(client);
    if (!session || !this.#hasRoom(client, session, payload)) return;
    const record: MessageRecord = { k: 'message', id: this.#lastId + 1, t: topic, p: payload.toString('base64'), q: qos };
    await this.#write({ ...record, to: { [client]: qos }, r: true }, payload);
  }

  async openSession(client: string): Promise<void> {
    if (!this.sessions.has(client)) await this.#write({ k: 'session', s: client });
  }

  /** Everything that is known of a client is forgotten. */
  async endSession(client: string): Promise<void> {
    if (this.sessions.has(client)) await this.#write({ k: 'end', s: client });
  }

  async subscribe(client: string, subs: Record<string, Qos>): Promise<void> {
    if (this.sessions.has(client)) await this.#write({ k: 'subscribed', s: client, subs });
  }

  async unsubscribe(client: string, topics: string[]): Promise<void> {
    if (this.sessions.has(client)) await this.#write({ k: 'unsubscribed', s: client, topics });
  }

  /** The client will not send the message with this number again. */
  async release(client: string, m: number): Promise<void> {
    this.incoming.get(client)?.delete(m);
    if (this.sessions.has(client)) await this.#write({ k: 'released', s: client, m });
  }

  *retainedFor(filters: readonly string[]): Iterable<Retained> {
    for (const message of this.retained.values())
      if (filters.some((filter) => topicMatches(filter, message.topic))) yield message;
  }

  #hasRoom(client: string, session: Session, payload: Buffer): boolean {
    const hasRoom = session.hasRoomFor(payload);
    if (hasRoom) this.#full.delete(client);
    else {
      this.dropped++;
      if (!this.#full.has(client)) this.#log(`Outgoing messages are being dropped for client ${client}: its queue is full.`);
      this.#full.add(client);
    }
    return hasRoom;
  }

  /** Its line is in hand before it has consequences, which have lines of their own. */
  async #write(line: Line, payload?: Buffer): Promise<void> {
    const written = this.#journal?.append(line);
    this.#apply(line, payload);
    await written;
  }

  #apply(line: Line, payload?: Buffer): void {
    if (line.k === 'message') this.#takeMessage(line, payload ?? Buffer.from(line.p, 'base64'));
    else this.#takeSessionNews(line);
  }

  #takeMessage({ id, t: topic, q: qos, to = {}, isKept, r, from }: MessageRecord, payload: Buffer): void {
    const message: Message = { id, topic, payload };
    this.#lastId = Math.max(this.#lastId, id);
    if (isKept && payload.length === 0) this.retained.delete(topic);
    else if (isKept) this.retained.set(topic, { ...message, qos });
    if (from && !this.#journal) this.#incomingOf(from[0]).add(from[1]); // while it runs, aedes says when
    for (const [client, wanted] of Object.entries(to))
      this.sessions.get(client)?.add({ message, qos: wanted, retain: r === true, isReceived: false });
  }

  #takeSessionNews(line: SessionRecord): void {
    const { s: client } = line;
    const session = this.sessions.get(client);
    if (line.k === 'session') this.sessions.set(client, this.#newSession(client));
    else if (line.k === 'end') {
      this.sessions.delete(client);
      this.incoming.delete(client);
      this.#full.delete(client);
    } else if (line.k === 'incoming') this.#incomingOf(client).add(line.m);
    else if (line.k === 'released') this.incoming.get(client)?.delete(line.m);
    else if (line.k === 'subscribed')
      for (const [topic, qos] of Object.entries(line.subs)) session?.subscriptions.set(topic, qos);
    else if (line.k === 'unsubscribed') for (const topic of line.topics) session?.subscriptions.delete(topic);
    else session?.restore(line);
  }

  #incomingOf(client: string): Set<number> {
    const there = this.incoming.get(client) ?? new Set();
    this.incoming.set(client, there);
    return there;
  }

  /** A step that does not get to the disk costs a second delivery at most; the next line says that the disk is full. */
  #newSession(client: string): Session {
    return new Session(this.#limits, async (news) => {
      await this.#journal?.append({ ...news, s: client }).catch(({ message }: Error) => this.#log(`The journal: ${message}`));
    });
  }

  *#snapshot(): Iterable<JournalRecord> {
    for (const { id, topic, payload, qos } of this.retained.values())
      yield { k: 'message', id, t: topic, p: payload.toString('base64'), q: qos, isKept: true };
    const waiting = new Map<number, { delivery: Delivery; to: Record<string, 1 | 2> }>();
    for (const [s, session] of this.sessions) {
      yield { k: 'session', s };
      yield { k: 'subscribed', s, subs: Object.fromEntries(session.subscriptions) };
      for (const m of this.incoming.get(s) ?? []) yield { k: 'incoming', s, m };
      for (const delivery of session.deliveries()) {
        const there = waiting.get(delivery.message.id);
        if (there) there.to[s] = delivery.qos;
        else waiting.set(delivery.message.id, { delivery, to: { [s]: delivery.qos } });
      }
    }
    for (const [id, { delivery, to }] of [...waiting].sort(([a], [b]) => a - b)) {
      const { message, qos, retain } = delivery;
      const line = { k: 'message', id, t: message.topic, p: message.payload.toString('base64'), q: qos, to };
      yield retain ? { ...line, r: true } : line;
    }
    for (const [s, session] of this.sessions) {
      for (const { message, qos, messageId, isReceived } of session.deliveries()) {
        if (qos === 2 && messageId !== undefined) yield { k: 'sent', s, id: message.id, m: messageId };
        if (isReceived) yield { k: 'received', s, id: message.id };
      }
    }
  }
}
