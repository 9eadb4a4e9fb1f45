import { Readable } from 'node:stream';
import type { AedesPublishPacket } from 'aedes';
import type { Store } from './store.ts';
import { type Qos, topicMatches } from './topic-filter.ts';

type Who = { id: string; clean?: boolean };
type Subscription = { topic: string; qos: Qos };
type Numbered = { messageId?: number; cmd?: string };

/** What Mosquitto calls its own topics; they are made anew each time. */
const SYSTEM = '$SYS/';

/**
 * The store in the form in which aedes asks for it (aedes-persistence). A message has been stored before aedes hears of it
 * (`Store.publish`), and sessions send by themselves: so aedes finds no sessions to queue for, and no queue to empty.
 */
export class Persistence {
  readonly #store: Store;
  readonly #system = new Map<string, AedesPublishPacket>();
  readonly #wills = new Map<string, AedesPublishPacket>();

  constructor(store: Store) {
    this.#store = store;
  }

  async setup(): Promise<void> {}

  async storeRetained(packet: AedesPublishPacket): Promise<void> {
    if (packet.topic.startsWith(SYSTEM)) this.#system.set(packet.topic, packet);
  }

  createRetainedStream(filter: string): Readable {
    return this.createRetainedStreamCombi([filter]);
  }

  createRetainedStreamCombi(filters: string[]): Readable {
    return Readable.from(this.#retained(filters));
  }

  async addSubscriptions({ id }: Who, subscriptions: Subscription[]): Promise<void> {
    await this.#store.subscribe(id, Object.fromEntries(subscriptions.map(({ topic, qos }) => [topic, qos])));
  }

  async removeSubscriptions({ id }: Who, topics: string[]): Promise<void> {
    await this.#store.unsubscribe(id, topics);
  }

  async subscriptionsByClient({ id }: Who): Promise<Subscription[]> {
    const found = this.#store.sessions.get(id)?.subscriptions ?? new Map<string, Qos>();
    return [...found].map(([topic, qos]) => ({ topic, qos }));
  }

  async subscriptionsByTopic(): Promise<[]> {
    return [];
  }

  async cleanSubscriptions({ id }: Who): Promise<void> {
    await this.#store.endSession(id);
  }

  async outgoingEnqueue(): Promise<void> {}

  async outgoingEnqueueCombi(): Promise<void> {}

  async outgoingUpdate({ id }: Who, { cmd, messageId }: Numbered): Promise<void> {
    if (cmd === 'pubrel' && messageId !== undefined) this.#store.sessions.get(id)?.receive(messageId);
  }

  async outgoingClearMessageId({ id, clean }: Who, { messageId }: Numbered): Promise<void> {
    if (!clean && messageId !== undefined) this.#store.sessions.get(id)?.acknowledge(messageId);
  }

  outgoingStream(): Readable {
    return Readable.from([]);
  }

  async incomingStorePacket({ id }: Who, { messageId }: Numbered): Promise<void> {
    const numbers = this.#store.incoming.get(id) ?? new Set();
    if (messageId !== undefined) this.#store.incoming.set(id, numbers.add(messageId));
  }

  async incomingGetPacket(client: Who, packet: Numbered): Promise<Numbered> {
    if (!this.hasIncoming(client, packet)) throw new Error('no such packet');
    return packet;
  }

  async incomingDelPacket({ id }: Who, { messageId }: Numbered): Promise<void> {
    if (messageId !== undefined) await this.#store.release(id, messageId);
  }

  async cleanIncoming({ id }: Who): Promise<void> {
    this.#store.incoming.delete(id);
  }

  /** Whether the client has sent it before and may send it again. */
  hasIncoming({ id }: Who, { messageId }: Numbered): boolean {
    return messageId !== undefined && this.#store.incoming.get(id)?.has(messageId) === true;
  }

  async putWill({ id }: Who, will: AedesPublishPacket): Promise<void> {
    this.#wills.set(id, will);
  }

  async getWill({ id }: Who): Promise<AedesPublishPacket | undefined> {
    return this.#wills.get(id);
  }

  async delWill({ id }: Who): Promise<AedesPublishPacket | undefined> {
    const will = this.#wills.get(id);
    this.#wills.delete(id);
    return will;
  }

  /** Those of other brokers that are gone; there are no others. */
  streamWill(): Readable {
    return Readable.from([]);
  }

  getClientList(filter: string): Readable {
    const ids = [...this.#store.sessions].filter(([, { subscriptions }]) => subscriptions.has(filter)).map(([id]) => id);
    return Readable.from(ids);
  }

  async countOffline(): Promise<{ subsCount: number; clientsCount: number }> {
    const sessions = [...this.#store.sessions.values()];
    return { subsCount: sessions.reduce((sum, session) => sum + session.subscriptions.size, 0), clientsCount: sessions.length };
  }

  async destroy(): Promise<void> {}

  *#retained(filters: readonly string[]): Iterable<object> {
    const system = filters.some((filter) => filter.startsWith('$')) ? this.#system : new Map<string, AedesPublishPacket>();
    for (const packet of system.values()) {
      // A message of the store cannot be one of these: nobody may publish there.
      if (filters.some((filter) => topicMatches(filter, packet.topic))) yield packet;
    }
    for (const { topic, payload, qos } of this.#store.retainedFor(filters)) yield { cmd: 'publish', topic, payload, qos };
  }
}
