import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Api } from '../../../runner/services/kafka/embedded/api.ts';
import { APIS } from '../../../runner/services/kafka/embedded/apis/apis.ts';
import { Frames } from '../../../runner/services/kafka/embedded/wire/frames.ts';
import { Reader } from '../../../runner/services/kafka/embedded/wire/reader.ts';
import { Writer } from '../../../runner/services/kafka/embedded/wire/writer.ts';

type Values = Record<string, unknown>;

/** A client that can say anything in any version, also what no real client says. */
export class WireClient {
  readonly socket: Socket;
  readonly #frames = new Frames(2 ** 31 - 1);
  readonly #waiting = new Map<number, (frame: Buffer) => void>();
  readonly #failing = new Set<(error: Error) => void>();
  /** The numbers of the answers, in the order in which they came. */
  readonly order: number[] = [];
  #next = 0;

  static async open(port: number): Promise<WireClient> {
    const socket = connect({ port, host: '127.0.0.1' });
    await once(socket, 'connect');
    return new WireClient(socket);
  }

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => undefined); // the broker may hang up on what tests say; `closed` is how they see it
    socket.on('data', (piece: Buffer) => {
      for (const frame of this.#frames.take(piece)) {
        const id = frame.readInt32BE(0);
        this.order.push(id);
        this.#waiting.get(id)?.(frame);
        this.#waiting.delete(id);
      }
    });
    socket.on('close', () => {
      for (const fail of this.#failing) fail(new Error('The broker closed the connection.'));
    });
  }

  /** Sends a request and gives the answer. @throws Error when the broker hangs up instead. */
  async call(name: string, version: number, body: Values = {}): Promise<Values> {
    const api = apiOf(name);
    const frame = await this.exchange(this.encode(name, version, body));
    const reader = new Reader(frame, 4);
    if (version >= api.flexible && name !== 'ApiVersions') reader.skipTags();
    const answer = api.responseCodec(version).read(reader);
    if (reader.left > 0) throw new Error(`${reader.left} bytes of the answer to ${name} ${version} are left over.`);
    return answer;
  }

  /** A request as a frame, with a number of its own. */
  encode(name: string, version: number, body: Values): { id: number; bytes: Buffer } {
    const api = apiOf(name);
    const writer = new Writer();
    const id = ++this.#next;
    for (const part of [api.key, version]) writer.int16(part);
    writer.int32(id);
    writer.int16(4);
    writer.string('test', 4);
    if (version >= api.flexible) writer.uvarint(0);
    api.requestCodec(version).write(writer, body);
    return { id, bytes: framed(Buffer.concat(writer.finish())) };
  }

  async exchange({ id, bytes }: { id: number; bytes: Buffer }): Promise<Buffer> {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    this.#waiting.set(id, resolve);
    this.#failing.add(reject);
    this.socket.write(bytes);
    return await promise;
  }

  /** Resolves when the broker has hung up. */
  async closed(): Promise<void> {
    if (!this.socket.closed) await once(this.socket, 'close');
  }

  end(): void {
    this.socket.destroy();
  }
}

/** Bytes with their length before them. */
export function framed(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function apiOf(name: string): Api {
  const api = APIS.find((candidate) => candidate.name === name);
  if (!api) throw new Error(`There is no API ${name}.`);
  return api;
}
