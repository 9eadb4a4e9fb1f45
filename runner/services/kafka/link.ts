import { connect, type Socket } from 'node:net';
import type { Api } from './embedded/api.ts';
import { Frames } from './embedded/wire/frames.ts';
import { Reader } from './embedded/wire/reader.ts';
import { Writer } from './embedded/wire/writer.ts';

/** The longest answer that is taken (bytes). Records are asked for in pieces well below it. */
const MAX_ANSWER_BYTES = 64 * 1_024 * 1_024;
const CLIENT_ID = 'towpath';

type Values = Record<string, unknown>;
type Waiting = { api: Api; version: number } & PromiseWithResolvers<Values>;

/**
 * A connection to a broker, for requests in the messages of `embedded/apis/`. Unlike a client library it joins no group and
 * makes no topic, so who looks leaves no trace.
 */
export class Link {
  readonly #socket: Socket;
  readonly #frames = new Frames(MAX_ANSWER_BYTES);
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;

  /** @throws Error when nobody listens there, or what the signal was aborted with */
  static async open(address: { host: string; port: number }, signal: AbortSignal): Promise<Link> {
    signal.throwIfAborted();
    const socket = connect(address);
    await new Promise<void>((resolve, reject) => {
      const giveUp = () => socket.destroy(signal.reason);
      signal.addEventListener('abort', giveUp, { once: true });
      socket.once('connect', resolve).once('error', reject);
      socket.once('close', () => signal.removeEventListener('abort', giveUp));
    });
    return new Link(socket);
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (piece: Buffer) => this.#take(piece));
    socket.on('error', (error) => this.#end(error));
    socket.on('close', () => this.#end(new Error('The broker has closed the connection.')));
  }

  /** Sends one request and reads its answer. @throws Error when the connection ends before it */
  async request(api: Api, version: number, message: Values): Promise<Values> {
    if (this.#socket.destroyed) throw new Error('The connection is closed.');
    const id = this.#next++;
    const waiting: Waiting = { api, version, ...Promise.withResolvers<Values>() };
    this.#waiting.set(id, waiting);
    const writer = new Writer();
    writer.int32(0);
    writer.int16(api.key);
    writer.int16(version);
    writer.int32(id);
    writer.int16(CLIENT_ID.length);
    writer.string(CLIENT_ID, CLIENT_ID.length);
    if (version >= api.flexible) writer.uvarint(0);
    api.requestCodec(version).write(writer, message);
    const { length } = writer;
    const bytes = Buffer.concat(writer.finish());
    bytes.writeInt32BE(length - 4, 0);
    this.#socket.write(bytes);
    return await waiting.promise;
  }

  /** Safe to call twice. */
  close(): void {
    this.#socket.destroy();
  }

  #take(piece: Buffer): void {
    try {
      for (const frame of this.#frames.take(piece)) {
        const reader = new Reader(frame);
        const id = reader.int32();
        const waiting = this.#waiting.get(id);
        if (!waiting) throw new Error('The broker answers what was not asked.');
        this.#waiting.delete(id);
        const { api, version, resolve } = waiting;
        if (version >= api.flexible) reader.skipTags();
        resolve(api.responseCodec(version).read(reader));
      }
    } catch (error) {
      this.#socket.destroy(error as Error);
    }
  }

  #end(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
