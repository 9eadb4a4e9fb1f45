import { once } from 'node:events';
import type { Socket } from 'node:net';
import { answer, type Request, readRequest } from './answer.ts';
import type { Api } from './api.ts';
import type { Broker } from './broker.ts';
import { brokerNumber } from './configs/broker-configs.ts';
import type { Listener } from './listener.ts';
import { BadFrame, Frames } from './wire/frames.ts';
import { MalformedMessage } from './wire/reader.ts';
import { isAlone, release } from './wire/release.ts';

/** Requests that wait or are worked on (bytes): beyond this nothing more is read from the socket. */
const MAX_WAITING_BYTES = 8 * 1_024 * 1_024;
/** The same in requests, for those that are small. */
const MAX_WAITING = 100;

/** What is sent when: after the answer before; for which request. */
type Sending = { after: Promise<void>; frame: Buffer; api: Api };

/** What every connection of a broker shares. */
export type ConnectionOptions = { broker: Broker; listener: Listener; apis: ReadonlyMap<number, Api> };

/**
 * One client. Requests are worked on one after the other, as Kafka does, and answered in their order; only those that
 * may be pipelined start before the one before is answered, so that their writes share the disk. Who does not read its
 * answers is not read from. Who sends what is not a request is hung up on, and nobody else notices.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #frames = new Frames(brokerNumber('socket.request.max.bytes'));
  readonly #end = new AbortController();
  readonly #waiting: Buffer[] = [];
  #open = 0;
  #openBytes = 0;
  #isWorking = false;
  #lastAnswer: Promise<void> = Promise.resolve();

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    socket.setTimeout(brokerNumber('connections.max.idle.ms'), () => this.#hangUp());
    socket.on('data', (piece: Buffer) => this.#take(piece));
    socket.on('error', () => socket.destroy()); // a client that went away without a word, which clients may do
    socket.on('close', () => this.#end.abort());
  }

  /** Ends it at once, with every wait. */
  close(): void {
    this.#hangUp();
  }

  #take(piece: Buffer): void {
    try {
      for (const frame of this.#frames.take(piece)) {
        this.#waiting.push(frame);
        this.#open++;
        this.#openBytes += frame.length;
      }
    } catch (error) {
      this.#refuse(error);
    }
    if (this.#isFull()) this.#socket.pause();
    if (!this.#isWorking) void this.#work();
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    try {
      for (let frame = this.#waiting.shift(); frame && !this.#end.signal.aborted; frame = this.#waiting.shift()) {
        const request = readRequest(frame, this.#options.apis);
        const reply = answer(request, this.#contextOf(request));
        this.#lastAnswer = this.#send(reply, { after: this.#lastAnswer, frame, api: request.api });
        if (request.api.isPipelined) this.#lastAnswer.catch((error: unknown) => this.#refuse(error));
        else await this.#lastAnswer;
      }
    } catch (error) {
      this.#refuse(error);
    }
    this.#isWorking = false;
  }

  async #send(reply: Promise<Buffer[] | undefined>, { after, frame, api }: Sending): Promise<void> {
    const [parts] = await Promise.all([reply, after]);
    this.#open--;
    this.#openBytes -= frame.length;
    if (api.keepsNothing && isAlone(frame)) release(frame);
    if (this.#socket.isPaused() && !this.#isFull()) this.#socket.resume();
    if (!parts || this.#socket.destroyed) return;
    this.#socket.cork();
    for (const part of parts.slice(0, -1)) this.#socket.write(part);
    this.#socket.write(parts.at(-1) ?? '', () => api.keepsNothing && parts.forEach(release));
    this.#socket.uncork();
    if (this.#socket.writableNeedDrain) await once(this.#socket, 'drain', { signal: this.#end.signal });
  }

  #contextOf({ version, clientId }: Request) {
    const { broker, listener, apis } = this.#options;
    return {
      ...{ broker, listener, version, clientId, apis, signal: this.#end.signal },
      clientHost: `/${this.#socket.remoteAddress?.replace(/^::ffff:/, '') ?? ''}`,
    };
  }

  #isFull(): boolean {
    return this.#openBytes > MAX_WAITING_BYTES || this.#open > MAX_WAITING;
  }

  #refuse(error: unknown): void {
    if (this.#end.signal.aborted) return; // it is gone already, and what was still to be written with it
    const what =
      error instanceof MalformedMessage || error instanceof BadFrame ? error.message : ((error as Error).stack ?? String(error));
    this.#options.broker.log(`The connection of ${this.#socket.remoteAddress}:${this.#socket.remotePort} was closed: ${what}`);
    this.#hangUp();
  }

  #hangUp(): void {
    this.#end.abort();
    this.#waiting.length = 0;
    this.#socket.destroy();
  }
}
