import { isUtf8 } from 'node:buffer';
import type { JournalRecord } from '../../../lib/journal.ts';
import type { Permission, User } from './accounts.ts';
import { type Message, MessageQueue, type QueueSettings } from './message-queue.ts';
import type { Binding, Exchange } from './routing.ts';
import { VHost, type VHostSettings } from './vhost.ts';

/** Everything the broker knows. */
export type State = {
  vhosts: Map<string, VHost>;
  users: Map<string, User>;
  /** By vhost and user, see `permissionKey`. */
  permissions: Map<string, Permission>;
};

/** Every change that outlives a restart. `v` is the vhost, `n` a name or a number of messages from the head. */
export type Change =
  | { k: 'vhost'; n: string; settings: VHostSettings }
  | { k: 'vhost-'; n: string }
  | { k: 'user'; user: User }
  | { k: 'user-'; n: string }
  | { k: 'permission'; permission: Permission }
  | { k: 'permission-'; v: string; user: string }
  | { k: 'exchange'; v: string; exchange: Exchange }
  | { k: 'exchange-'; v: string; n: string }
  | { k: 'queue'; v: string; n: string; settings: QueueSettings }
  | { k: 'queue-'; v: string; n: string }
  | { k: 'binding'; v: string; binding: Binding }
  | { k: 'binding-'; v: string; binding: Binding }
  | ({ k: 'message'; v: string; q: string[] } & StoredMessage)
  | { k: 'taken'; v: string; q: string; n: number }
  | { k: 'redelivered'; v: string; q: string; n: number }
  /** The last line of a broker that was stopped. */
  | { k: 'stopped' };

/** A message on the disk: exchange, routing key, properties, payload as text or base64, and what peeking left. */
type StoredMessage = { x: string; r: string; p: Message['properties']; t?: string; b?: string; d?: true };

export function permissionKey(vhost: string, user: string): string {
  return JSON.stringify([vhost, user]);
}

/** A message as the journal keeps it. */
export function stored(message: Message, redelivered = false): StoredMessage {
  const { exchange: x, routingKey: r, properties: p, payload } = message;
  const body = isUtf8(payload) ? { t: payload.toString() } : { b: payload.toString('base64') };
  return { x, r, p, ...body, ...(redelivered && { d: true as const }) };
}

/** Makes the state what a journal says it is. Only what is durable is in there. */
export class Replay {
  readonly state: State = { vhosts: new Map(), users: new Map(), permissions: new Map() };
  #nextId = 1;
  #wasStopped = false;

  apply(record: JournalRecord): void {
    const change = record as unknown as Change;
    this.#wasStopped = change.k === 'stopped';
    const { vhosts, users, permissions } = this.state;
    if (change.k === 'vhost') this.#describe(change.n, change.settings);
    else if (change.k === 'vhost-') vhosts.delete(change.n);
    else if (change.k === 'user') users.set(change.user.name, change.user);
    else if (change.k === 'user-') users.delete(change.n);
    else if (change.k === 'permission')
      permissions.set(permissionKey(change.permission.vhost, change.permission.user), change.permission);
    else if (change.k === 'permission-') permissions.delete(permissionKey(change.v, change.user));
    else if (change.k !== 'stopped') this.#applyIn(vhosts.get(change.v), change);
  }

  /** After a sudden end nobody knows what was delivered: RabbitMQ then says of every message that it may have been. */
  finish(): void {
    if (this.#wasStopped) return;
    const queues = [...this.state.vhosts.values()].flatMap((vhost) => [...vhost.queues.values()]);
    for (const queue of queues) for (const entry of queue.first(queue.length)) entry.redelivered = true;
  }

  #describe(name: string, settings: VHostSettings): void {
    const known = this.state.vhosts.get(name);
    if (known) known.settings = settings;
    else this.state.vhosts.set(name, new VHost(name, settings));
  }

  #applyIn(vhost: VHost | undefined, change: Extract<Change, { v: string }>): void {
    if (!vhost) return;
    if (change.k === 'exchange') vhost.exchanges.set(change.exchange.name, change.exchange);
    else if (change.k === 'exchange-') vhost.deleteExchange(change.n);
    else if (change.k === 'queue') vhost.queues.set(change.n, new MessageQueue(change.n, change.settings));
    else if (change.k === 'queue-') vhost.deleteQueue(change.n);
    else if (change.k === 'binding') vhost.bind(change.binding);
    else if (change.k === 'binding-') vhost.unbind(change.binding);
    else if (change.k === 'message') this.#push(vhost, change);
    else if (change.k === 'taken') vhost.queues.get(change.q)?.drop(change.n);
    else if (change.k === 'redelivered')
      for (const entry of vhost.queues.get(change.q)?.first(change.n) ?? []) entry.redelivered = true;
  }

  #push(vhost: VHost, { q, x, r, p, t, b, d }: Extract<Change, { k: 'message' }>): void {
    const payload = t === undefined ? Buffer.from(b ?? '', 'base64') : Buffer.from(t);
    const message = { id: this.#nextId++, exchange: x, routingKey: r, properties: p, payload, persistent: true };
    for (const queue of q) vhost.queues.get(queue)?.push(message, d ?? false);
  }
}

/** The durable part of a state as changes from nothing, so that a journal can be written anew. */
export function* changesOf(state: State): Generator<Change> {
  for (const user of state.users.values()) yield { k: 'user', user };
  for (const vhost of state.vhosts.values()) yield* changesOfVhost(vhost);
  for (const permission of state.permissions.values()) yield { k: 'permission', permission };
}

function* changesOfVhost(vhost: VHost): Generator<Change> {
  const v = vhost.name;
  yield { k: 'vhost', n: v, settings: vhost.settings };
  for (const exchange of vhost.exchanges.values())
    if (exchange.durable && exchange.user !== 'rmq-internal') yield { k: 'exchange', v, exchange };
  const durable = [...vhost.queues.values()].filter((queue) => queue.settings.durable);
  for (const queue of durable) yield { k: 'queue', v, n: queue.name, settings: queue.settings };
  for (const binding of vhost.ownBindings()) if (vhost.isDurable(binding)) yield { k: 'binding', v, binding };
  for (const queue of durable)
    for (const { message, redelivered } of queue.first(queue.length))
      if (message.persistent) yield { k: 'message', v, q: [queue.name], ...stored(message, redelivered) };
}
