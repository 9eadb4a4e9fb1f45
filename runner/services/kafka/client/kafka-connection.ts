import type { Socket } from 'node:net';
import { Frames } from '../embedded/wire/frames.ts';
import type { Draft, Fields, Message } from '../embedded/wire/notation.ts';
import { Reader } from '../embedded/wire/reader.ts';
import { Writer } from '../embedded/wire/writer.ts';
import { type ClientMessage, codecOf, isFlexible } from './client-message.ts';

const MAX_ANSWER_BYTES = 512 << 20;

/** The broker hung up in the middle of a request, or between two; or it was hung up on, for the reason in `cause`. */
export class Disconnected extends Error {
  constructor(cause?: Error) {
    super('The connection to the broker is closed.', { cause });
  }
}

/** `clientId` is what the broker shows; longer answers than `maxAnswerBytes` end the connection. */
export type ConnectionOptions = { clientId: string; maxAnswerBytes?: number };

type Waiting = { resolve: (frame: Buffer) => void; reject: (error: Error) => void };

/** One connection to a broker: requests go out in order, and their answers come back in order. */
export class KafkaConnection {
  readonly #socket: Socket;
  readonly #clientId: string;
  readonly #frames: Frames;
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  #isClosed = false;

  /** Over a socket that is connected, and closes with it. */
  constructor(socket: Socket, { clientId, maxAnswerBytes = MAX_ANSWER_BYTES }: ConnectionOptions) {
    this.#socket = socket;
    this.#clientId = clientId;
    this.#frames = new Frames(maxAnswerBytes);
    socket.on('data', (piece: Buffer) => this.#take(piece));
    socket.on('error', (cause) => this.#fail(cause)); // `close` follows
    socket.on('close', () => this.#fail());
  }

  /** Sends a request and gives the answer. @throws Disconnected when the broker hangs up instead. */
  async call<Q extends Fields, R extends Fields>(message: ClientMessage<Q, R>, body: Draft<Q>): Promise<Message<R>> {
    const frame = await this.#exchange(message, body);
    const reader = new Reader(frame, 4);
    if (isFlexible(message)) reader.skipTags();
    return codecOf(message, message.response).read(reader) as Message<R>;
  }

  /** Sends a request that is not answered: a produce request with acks=0. */
  tell<Q extends Fields, R extends Fields>(message: ClientMessage<Q, R>, body: Draft<Q>): void {
    this.#send(message, body);
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Closes when everything written has gone out. */
  async end(): Promise<void> {
    if (this.#isClosed) return;
    await new Promise<void>((resolve) => {
      this.#socket.once('close', () => resolve());
      this.#socket.end();
    });
  }

  #exchange(message: ClientMessage, body: Record<string, unknown>): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new Disconnected());
      this.#waiting.set(this.#send(message, body), { resolve, reject });
    });
  }

  #send(message: ClientMessage, body: Record<string, unknown>): number {
    const id = ++this.#next;
    const writer = new Writer();
    writer.int16(message.key);
    writer.int16(message.clientVersion);
    writer.int32(id);
    writer.int16(Buffer.byteLength(this.#clientId));
    writer.string(this.#clientId, Buffer.byteLength(this.#clientId));
    if (isFlexible(message)) writer.uvarint(0);
    codecOf(message, message.request).write(writer, body);
    const length = Buffer.alloc(4);
    length.writeInt32BE(writer.length);
    this.#socket.cork();
    this.#socket.write(length);
    for (const part of writer.finish()) this.#socket.write(part);
    this.#socket.uncork();
    return id;
  }

  #take(piece: Buffer): void {
    try {
      for (const frame of this.#frames.take(piece)) {
        const id = frame.readInt32BE(0);
        this.#waiting.get(id)?.resolve(frame);
        this.#waiting.delete(id);
      }
    } catch (error) {
      // What is not a broker's answer is not read any further.
      this.#socket.destroy(error as Error);
    }
  }

  #fail(cause?: Error): void {
    this.#isClosed = true;
    for (const { reject } of this.#waiting.values()) reject(new Disconnected(cause));
    this.#waiting.clear();
  }
}
