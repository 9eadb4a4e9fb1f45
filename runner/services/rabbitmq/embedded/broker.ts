import { Journal, readJournal, writeJournal } from '../../../lib/journal.ts';
import { hashPassword, type Permission, type User } from './accounts.ts';
import { type Change, changesOf, permissionKey, Replay, type State, stored } from './durable-state.ts';
import { type Entry, type Message, MessageQueue, type QueueSettings } from './message-queue.ts';
import { AmqpError } from './refusals.ts';
import type { Binding, Exchange } from './routing.ts';
import { VHost, type VHostSettings } from './vhost.ts';

/** Messages the broker holds at once, in bytes of payload and what each costs beside it. */
const MAX_MESSAGE_BYTES = 128 * 1024 * 1024;
const BYTES_PER_MESSAGE = 300;

/**
 * A broker of one node: state in memory, everything durable also in a journal. Each change is made in memory at once
 * and is safe when its promise resolves.
 */
export class Broker {
  readonly #state: State;
  readonly #journal: Journal;
  #nextId = 1_000_000_000;

  /** @param log told when a part of the journal had to be cut off. */
  static async open(folder: string, log: (line: string) => void): Promise<Broker> {
    const { path, records, isNew, cutBytes } = await readJournal(folder);
    const replay = new Replay();
    for (const record of records) replay.apply(record);
    replay.finish();
    if (cutBytes > 0) log(`The last ${cutBytes} bytes of the journal were not whole and are cut off.`);
    if (isNew || replay.state.vhosts.size + replay.state.users.size === 0) addDefaults(replay.state);
    writeJournal(path, changesOf(replay.state));
    const journal = await Journal.open(path, () => changesOf(replay.state));
    return new Broker(replay.state, journal);
  }

  private constructor(state: State, journal: Journal) {
    this.#state = state;
    this.#journal = journal;
  }

  /** Ends it with everything on the disk. */
  async close(): Promise<void> {
    try {
      await this.#save({ k: 'stopped' });
    } finally {
      await this.#journal.close();
    }
  }

  get vhosts(): ReadonlyMap<string, VHost> {
    return this.#state.vhosts;
  }

  get users(): ReadonlyMap<string, User> {
    return this.#state.users;
  }

  permissions(): Permission[] {
    return [...this.#state.permissions.values()];
  }

  permission(vhost: string, user: string): Permission | undefined {
    return this.#state.permissions.get(permissionKey(vhost, user));
  }

  async putVhost(name: string, settings: VHostSettings, creator: string): Promise<void> {
    const known = this.#state.vhosts.get(name);
    if (known) known.settings = settings;
    else this.#state.vhosts.set(name, new VHost(name, settings));
    const saved = this.#save({ k: 'vhost', n: name, settings });
    const all = { user: creator, vhost: name, configure: '.*', write: '.*', read: '.*' };
    await Promise.all(known ? [saved] : [saved, this.putPermission(all)]);
  }

  async deleteVhost(name: string): Promise<void> {
    this.#state.vhosts.delete(name);
    const gone = this.permissions().filter(({ vhost }) => vhost === name);
    await Promise.all([this.#save({ k: 'vhost-', n: name }), ...gone.map(({ user }) => this.deletePermission(name, user))]);
  }

  putUser(user: User): Promise<void> {
    this.#state.users.set(user.name, user);
    return this.#save({ k: 'user', user });
  }

  async deleteUser(name: string): Promise<void> {
    this.#state.users.delete(name);
    const gone = this.permissions().filter(({ user }) => user === name);
    await Promise.all([this.#save({ k: 'user-', n: name }), ...gone.map(({ vhost }) => this.deletePermission(vhost, name))]);
  }

  putPermission(permission: Permission): Promise<void> {
    this.#state.permissions.set(permissionKey(permission.vhost, permission.user), permission);
    return this.#save({ k: 'permission', permission });
  }

  deletePermission(vhost: string, user: string): Promise<void> {
    this.#state.permissions.delete(permissionKey(vhost, user));
    return this.#save({ k: 'permission-', v: vhost, user });
  }

  async declareExchange(vhost: VHost, exchange: Exchange): Promise<void> {
    vhost.exchanges.set(exchange.name, exchange);
    if (exchange.durable) await this.#save({ k: 'exchange', v: vhost.name, exchange });
  }

  async deleteExchange(vhost: VHost, name: string): Promise<void> {
    await this.#saveGone(vhost, () => vhost.deleteExchange(name));
  }

  async declareQueue(vhost: VHost, name: string, settings: QueueSettings): Promise<void> {
    vhost.queues.set(name, new MessageQueue(name, settings));
    if (settings.durable) await this.#save({ k: 'queue', v: vhost.name, n: name, settings });
  }

  async deleteQueue(vhost: VHost, name: string): Promise<void> {
    const isDurable = vhost.queues.get(name)?.settings.durable;
    const gone = this.#saveGone(vhost, () => vhost.deleteQueue(name));
    await Promise.all([gone, isDurable && this.#save({ k: 'queue-', v: vhost.name, n: name })]);
  }

  async bind(vhost: VHost, binding: Binding): Promise<void> {
    vhost.bind(binding);
    if (vhost.isDurable(binding)) await this.#save({ k: 'binding', v: vhost.name, binding });
  }

  async unbind(vhost: VHost, binding: Binding): Promise<void> {
    const isDurable = vhost.isDurable(binding);
    const gone = this.#saveGone(vhost, () => vhost.unbind(binding));
    await Promise.all([gone, isDurable && this.#save({ k: 'binding-', v: vhost.name, binding })]);
  }

  /**
   * Puts a message into every queue it reaches; false when there is none.
   * @throws AmqpError 'resource_error' when the broker holds all it may hold.
   */
  async publish(vhost: VHost, message: Omit<Message, 'id'>, keys: readonly string[]): Promise<boolean> {
    const queues = vhost.route(message.exchange, keys);
    if (queues.length === 0) return false;
    this.#checkRoom(message.payload.length);
    const numbered: Message = { ...message, id: this.#nextId++ };
    for (const queue of queues) {
      queue.push(numbered);
      queue.meter.count('publish');
    }
    const q = queues.filter(({ settings }) => settings.durable).map(({ name }) => name);
    if (message.persistent && q.length > 0) await this.#save({ k: 'message', v: vhost.name, q, ...stored(numbered) });
    return true;
  }

  /** Takes the first messages out of a queue. */
  async take(vhost: VHost, queue: MessageQueue, count: number): Promise<Entry[]> {
    const entries = queue.first(count);
    queue.drop(entries.length);
    const n = saved(queue, entries);
    if (n > 0) await this.#save({ k: 'taken', v: vhost.name, q: queue.name, n });
    return entries;
  }

  /** The first messages of a queue as they are now; they stay in their place and count as delivered before. */
  async peek(vhost: VHost, queue: MessageQueue, count: number): Promise<Entry[]> {
    const entries = queue.first(count);
    const seen = entries.map((entry) => ({ ...entry }));
    for (const entry of entries) entry.redelivered = true;
    const isNews =
      saved(
        queue,
        seen.filter(({ redelivered }) => !redelivered),
      ) > 0;
    if (isNews) await this.#save({ k: 'redelivered', v: vhost.name, q: queue.name, n: saved(queue, entries) });
    return seen;
  }

  purge(vhost: VHost, queue: MessageQueue): Promise<Entry[]> {
    return this.take(vhost, queue, queue.length);
  }

  /** Saves which durable exchanges a change took away: an exchange may be declared to go with its last binding. */
  async #saveGone(vhost: VHost, change: () => void): Promise<void> {
    const durable = [...vhost.exchanges.values()].filter((exchange) => exchange.durable);
    change();
    const gone = durable.filter(({ name }) => !vhost.exchanges.has(name));
    await Promise.all(gone.map(({ name }) => this.#save({ k: 'exchange-', v: vhost.name, n: name })));
  }

  #save(change: Change): Promise<void> {
    return this.#journal.append(change);
  }

  #checkRoom(bytes: number): void {
    const queues = [...this.#state.vhosts.values()].flatMap((vhost) => [...vhost.queues.values()]);
    const held = queues.reduce((sum, queue) => sum + queue.bytes + queue.length * BYTES_PER_MESSAGE, 0);
    if (held + bytes + BYTES_PER_MESSAGE <= MAX_MESSAGE_BYTES) return;
    const most = `${MAX_MESSAGE_BYTES / 1024 / 1024} MB`;
    throw new AmqpError(
      'resource_error',
      `The embedded broker holds at most ${most} of messages. Take some out or purge a queue.`,
    );
  }
}

/** How many of these are on the disk. Messages leave a queue at its head only, so their number says which. */
function saved(queue: MessageQueue, entries: readonly Entry[]): number {
  return queue.settings.durable ? entries.filter(({ message }) => message.persistent).length : 0;
}

function addDefaults(state: State): void {
  state.vhosts.set('/', new VHost('/', { description: 'Default virtual host', tags: [] }));
  state.users.set('guest', { name: 'guest', passwordHash: hashPassword('guest'), tags: ['administrator'] });
  const all = { user: 'guest', vhost: '/', configure: '.*', write: '.*', read: '.*' };
  state.permissions.set(permissionKey('/', 'guest'), all);
}
