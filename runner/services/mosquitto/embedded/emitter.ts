import type { AedesPublishPacket } from 'aedes';
import { topicMatches } from './topic-filter.ts';

type Deliver = (packet: AedesPublishPacket, done: () => void) => void;

/** How many topics have their subscribers remembered. */
const MAX_REMEMBERED = 10_000;

/**
 * Hands messages to the clients that are connected, in aedes' form of an emitter. Whoever publishes does not wait until
 * all have been written to: a client that does not read would hold up everybody else.
 */
export class Emitter {
  readonly #deliveries = new Map<string, Set<Deliver>>();
  #found = new Map<string, Deliver[]>();
  #sent = 0;

  on(filter: string, deliver: Deliver, done?: () => void): this {
    const there = this.#deliveries.get(filter) ?? new Set();
    this.#deliveries.set(filter, there.add(deliver));
    this.#found.clear();
    if (done) setImmediate(done);
    return this;
  }

  removeListener(filter: string, deliver: Deliver, done?: () => void): this {
    const there = this.#deliveries.get(filter);
    there?.delete(deliver);
    if (there?.size === 0) this.#deliveries.delete(filter);
    this.#found.clear();
    if (done) setImmediate(done);
    return this;
  }

  /** Aedes takes what does not come in the order of its numbers for a duplicate; so the number is given here. */
  emit(packet: AedesPublishPacket, done: () => void): this {
    packet.brokerCounter = ++this.#sent;
    for (const deliver of this.#takers(packet.topic)) deliver(packet, ignored);
    done();
    return this;
  }

  close(done: () => void): this {
    this.#deliveries.clear();
    this.#found.clear();
    setImmediate(done);
    return this;
  }

  #takers(topic: string): Deliver[] {
    const known = this.#found.get(topic);
    if (known) return known;
    const takers = [...this.#deliveries].flatMap(([filter, deliveries]) => (topicMatches(filter, topic) ? [...deliveries] : []));
    if (this.#found.size >= MAX_REMEMBERED) this.#found = new Map();
    this.#found.set(topic, takers);
    return takers;
  }
}

const ignored = (): void => undefined;
