import type { MessageQueue } from './message-queue.ts';
import { type Binding, type Exchange, type Routes, route } from './routing.ts';

/** What a vhost is described with. */
export type VHostSettings = { description: string; tags: string[] };

const BUILT_IN: readonly [name: string, type: Exchange['type'], internal?: boolean][] = [
  ['', 'direct'],
  ['amq.direct', 'direct'],
  ['amq.fanout', 'fanout'],
  ['amq.headers', 'headers'],
  ['amq.match', 'headers'],
  ['amq.rabbitmq.trace', 'topic', true],
  ['amq.topic', 'topic'],
];

/** One vhost's queues, exchanges and bindings, in memory. */
export class VHost {
  readonly name: string;
  settings: VHostSettings;
  readonly queues = new Map<string, MessageQueue>();
  readonly exchanges = new Map<string, Exchange>();
  /** Source → key of the binding → binding. */
  readonly #bindings = new Map<string, Map<string, Binding>>();

  constructor(name: string, settings: VHostSettings) {
    this.name = name;
    this.settings = settings;
    for (const [exchange, type, internal = false] of BUILT_IN) {
      const user = 'rmq-internal';
      this.exchanges.set(exchange, { name: exchange, type, durable: true, autoDelete: false, internal, arguments: {}, user });
    }
  }

  /** The queues that a message with these routing keys reaches. */
  route(exchange: string, keys: readonly string[]): MessageQueue[] {
    const routes: Routes = {
      exchange: (name) => this.exchanges.get(name),
      hasQueue: (name) => this.queues.has(name),
      from: (name) => this.#bindings.get(name)?.values() ?? [],
    };
    return [...route(routes, exchange, keys)].flatMap((name) => this.queues.get(name) ?? []);
  }

  bind(binding: Binding): void {
    const known = this.#bindings.get(binding.source) ?? new Map<string, Binding>();
    known.set(keyOf(binding), binding);
    this.#bindings.set(binding.source, known);
  }

  hasBinding(binding: Binding): boolean {
    return this.#bindings.get(binding.source)?.has(keyOf(binding)) ?? false;
  }

  /** Takes a binding away, and with the last one an exchange that is declared to go then. */
  unbind(binding: Binding): void {
    const known = this.#bindings.get(binding.source);
    known?.delete(keyOf(binding));
    if (known?.size !== 0) return;
    this.#bindings.delete(binding.source);
    if (this.exchanges.get(binding.source)?.autoDelete) this.deleteExchange(binding.source);
  }

  deleteExchange(name: string): void {
    this.exchanges.delete(name);
    this.#bindings.delete(name);
    this.#unbindAll('exchange', name);
  }

  deleteQueue(name: string): void {
    this.queues.delete(name);
    this.#unbindAll('queue', name);
  }

  isInUse(exchange: string): boolean {
    return (this.#bindings.get(exchange)?.size ?? 0) > 0;
  }

  /** The bindings somebody made. */
  ownBindings(): Binding[] {
    return [...this.#bindings.values()].flatMap((known) => [...known.values()]);
  }

  /** All of them, with the one that every queue has to the default exchange. */
  bindings(): Binding[] {
    return [...[...this.queues.keys()].map(defaultBinding), ...this.ownBindings()];
  }

  /** True for a binding that a restart leaves: both its ends are durable. */
  isDurable({ source, destination, kind }: Binding): boolean {
    const end = kind === 'queue' ? this.queues.get(destination)?.settings : this.exchanges.get(destination);
    return (this.exchanges.get(source)?.durable ?? false) && (end?.durable ?? false);
  }

  #unbindAll(kind: Binding['kind'], destination: string): void {
    for (const binding of this.ownBindings())
      if (binding.kind === kind && binding.destination === destination) this.unbind(binding);
  }
}

/** Every queue is bound to the default exchange with its own name. */
export function defaultBinding(queue: string): Binding {
  return { source: '', destination: queue, kind: 'queue', routingKey: queue };
}

function keyOf({ kind, destination, routingKey }: Binding): string {
  return JSON.stringify([kind, destination, routingKey]);
}
