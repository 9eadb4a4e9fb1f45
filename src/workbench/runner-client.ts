import type { ClientMessage, ClientMessageOf } from '#contract/client-message.ts';
import type { RunnerMessage, RunnerMessageOf } from '#contract/runner-message.ts';
import { PROTOCOL_VERSION } from '#contract/version.ts';
import { goneWords } from './gone-words.ts';
import { reconnectDelay } from './reconnect-delay.ts';
import { RequestError } from './request-error.ts';

/**
 * `connecting`: not yet, or for a moment not; `gone`: nobody answers; `elsewhere`: the pages come from a server that is
 * no runner, and never was one; `signed-out`: the runner is there and does not know this browser; `outdated`: page and
 * runner speak different versions.
 */
export type Connection = 'connecting' | 'connected' | 'gone' | 'elsewhere' | 'signed-out' | 'outdated';

type Request = Extract<ClientMessage, { id: number }>;
type Notice = Exclude<ClientMessage, { id: number }>;
type WithoutId<M> = M extends Request ? Omit<M, 'id'> : never;
type Pending = { resolve: (message: RunnerMessage) => void; reject: (error: RequestError) => void };
type Listener = (message: RunnerMessage) => void;

/** Replies and what happens on the way, told to whoever made the client. */
export type ClientEvents = {
  onConnection: (connection: Connection) => void;
  /** Called once per connection, before `connected`; other messages wait until it is done. */
  onWelcome: (welcome: RunnerMessageOf<'session.welcome'>) => void;
};

/**
 * The page's one connection to the runner. It says hello, pairs replies with requests by their id, and comes back by
 * itself: after 0.25 s, later every 5 s, at once when asked to (`retry`); of a plain file server it asks once. A request that has no answer when the
 * connection goes is rejected with code `gone`; nothing is sent twice.
 */
export class RunnerClient {
  readonly #origin: string;
  readonly #events: ClientEvents;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<string, Set<Listener>>();
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #nextId = 1;
  #connection: Connection = 'connecting';
  #closed = false;
  /** There was a runner: whatever answers in its place, such as a proxy with a page of its own, it may come back. */
  #wasWelcomed = false;

  /** `origin`: of the runner, as in `location.origin`. Nothing is opened before `connect`. */
  constructor(origin: string, events: ClientEvents) {
    this.#origin = origin;
    this.#events = events;
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** Opens the connection, unless there is one or one is being opened. */
  connect(): void {
    clearTimeout(this.#timer);
    if (this.#socket || this.#closed) return;
    const socket = new WebSocket(`${this.#origin.replace(/^http/, 'ws')}/ws`);
    this.#socket = socket;
    let opened = false;
    socket.addEventListener('open', () => {
      opened = true;
      this.#hello();
    });
    socket.addEventListener('message', (event) => this.#receive(JSON.parse(String(event.data)) as RunnerMessage));
    socket.addEventListener('close', () => {
      this.#socket = undefined;
      this.#rejectAll();
      this.#afterClose(opened);
    });
  }

  /** Tries again now; the waiting time starts over. Does nothing on an outdated page. */
  retry(): void {
    if (this.#connection === 'outdated') return;
    this.#attempt = 0;
    this.connect();
  }

  /** Ends the connection for good. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  /** Hears every message of a type. Returns what ends it. */
  on<Type extends RunnerMessage['type']>(type: Type, listener: (message: RunnerMessageOf<Type>) => void): () => void {
    const listeners = this.#listeners.get(type) ?? new Set<Listener>();
    this.#listeners.set(type, listeners);
    listeners.add(listener as Listener);
    return () => listeners.delete(listener as Listener);
  }

  /** Asks for something. @throws RequestError when the runner refuses or the connection goes before the answer. */
  request<Type extends Request['type']>(message: WithoutId<ClientMessageOf<Type>>): Promise<RunnerMessage> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#pending.set(id, { resolve, reject });
      if (!this.#write({ ...message, id } as unknown as Request)) this.#settle(id, undefined);
    });
  }

  /** Sends what has no reply: acknowledgements, key strokes, sizes. Lost without a connection, as it should be. */
  send(message: Notice): void {
    this.#write(message);
  }

  #write(message: ClientMessage): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #hello(): void {
    this.request<'session.hello'>({ type: 'session.hello', version: PROTOCOL_VERSION }).then(
      (welcome) => {
        if (welcome.type !== 'session.welcome' || welcome.version !== PROTOCOL_VERSION) return this.#outdated();
        this.#attempt = 0;
        this.#wasWelcomed = true;
        this.#events.onWelcome(welcome);
        this.#become('connected');
      },
      (error: RequestError) => {
        if (error.code === 'version.mismatch') this.#outdated();
        else this.#socket?.close();
      },
    );
  }

  #outdated(): void {
    this.#become('outdated');
    this.close();
  }

  #receive(message: RunnerMessage): void {
    if ('id' in message && message.id !== undefined) {
      if (message.type === 'request.failed') this.#settle(message.id, undefined, new RequestError(message.error));
      else this.#settle(message.id, message);
    }
    for (const listener of this.#listeners.get(message.type) ?? []) listener(message);
  }

  #settle(id: number, message: RunnerMessage | undefined, error = this.#gone()): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (message) pending?.resolve(message);
    else pending?.reject(error);
  }

  #rejectAll(): void {
    for (const id of [...this.#pending.keys()]) this.#settle(id, undefined);
  }

  /** A connection that was open may come back in a moment, so it is `gone` only after a try that failed. */
  async #afterClose(opened: boolean): Promise<void> {
    if (this.#closed) return;
    if (opened) this.#become('connecting');
    else this.#become(await this.#reason());
    // Of pages from somewhere else than a runner it is not asked for again until the learner wants it.
    if (this.#closed || this.#socket || this.#connection === 'elsewhere') return;
    this.#timer = setTimeout(() => this.connect(), reconnectDelay(this.#attempt++));
  }

  /** Why the socket did not open. A browser does not tell a page the status of a refused upgrade, so we ask. */
  async #reason(): Promise<Connection> {
    try {
      const health = await fetch(`${this.#origin}/health`, { cache: 'no-store' });
      const isRunner = health.ok && health.headers.get('content-type')?.startsWith('application/json') === true;
      // A file server says that there is no such page, or answers with one of its own. A proxy whose runner has gone says 5xx.
      if (!isRunner) return health.status < 500 && !this.#wasWelcomed ? 'elsewhere' : 'gone';
      const session = await fetch(`${this.#origin}/session`, { cache: 'no-store' });
      return session.status === 401 ? 'signed-out' : 'connecting';
    } catch {
      return 'gone'; // the fetch failed: nobody listens there
    }
  }

  #become(connection: Connection): void {
    if (this.#connection === connection || this.#connection === 'outdated') return;
    this.#connection = connection;
    this.#events.onConnection(connection);
  }

  /** What a request is told that cannot be asked: the same as the line under the header says. */
  #gone(): RequestError {
    const words = goneWords(this.#connection);
    return new RequestError({
      code: 'gone',
      message: words?.strong ?? 'The runner is not there.',
      hint: words ? [words.rest, words.command].filter(Boolean).join(' ') : 'The page looks for it again by itself.',
    });
  }
}
