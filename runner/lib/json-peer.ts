import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

export type JsonPeerOptions = {
  input: Readable;
  output: Writable;
  /** Carries out what the other side asks for; what it throws, the other side's `ask` throws. */
  answer: (method: string, params: unknown) => Promise<unknown>;
  /** The longest line that is taken (characters); a longer one closes the connection. */
  maxChars: number;
};

/** An error as it travels: what another program needs to say the same of it. */
type Failure = { message: string; code?: string; syscall?: string; hint?: string };
type Line = { id: number; ask: string; params: unknown } | { id: number; answer: unknown } | { id: number; failed: Failure };
type Waiting = { resolve: (answer: unknown) => void; reject: (error: Error) => void };

/** Two programs that ask each other over a pair of streams: a line of JSON for each question, answer and failure. */
export class JsonPeer {
  /** Resolves when nothing comes any more; what was asked and not answered has failed then. */
  readonly closed: Promise<void>;
  #options: JsonPeerOptions;
  #close: () => void;
  #waiting = new Map<number, Waiting>();
  #nextId = 0;
  #isClosed = false;

  constructor(options: JsonPeerOptions) {
    const { input, output } = options;
    const closed = Promise.withResolvers<void>();
    this.closed = closed.promise;
    this.#close = closed.resolve;
    this.#options = options;
    const decoder = new StringDecoder('utf8');
    let line = '';
    input.on('data', (data: Buffer) => {
      line += decoder.write(data);
      const lines = line.split('\n');
      line = lines.pop() ?? '';
      for (const whole of lines) this.#hear(whole);
      if (line.length > options.maxChars) this.close();
    });
    for (const event of ['end', 'close', 'error']) input.on(event, () => this.close());
    output.on('error', () => this.close());
  }

  /** @throws Error with the message, code, syscall and hint of what the other side threw, or code `EPEERGONE` when it is gone */
  ask(method: string, params: unknown = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) {
        reject(gone());
        return;
      }
      const id = this.#nextId++;
      this.#waiting.set(id, { resolve, reject });
      this.#send({ id, ask: method, params });
    });
  }

  /** Hears nothing more; the streams are left to their owner. Safe to call twice. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const { reject } of this.#waiting.values()) reject(gone());
    this.#waiting.clear();
    this.#close();
  }

  #send(line: Line): void {
    if (!this.#isClosed) this.#options.output.write(`${JSON.stringify(line)}\n`);
  }

  #hear(text: string): void {
    if (this.#isClosed) return;
    const line = read(text);
    if (!line) this.close();
    else if ('ask' in line) void this.#answer(line);
    else {
      const waiting = this.#waiting.get(line.id);
      this.#waiting.delete(line.id);
      if ('failed' in line) waiting?.reject(Object.assign(new Error(line.failed.message), line.failed));
      else waiting?.resolve(line.answer);
    }
  }

  async #answer({ id, ask, params }: { id: number; ask: string; params: unknown }): Promise<void> {
    try {
      this.#send({ id, answer: (await this.#options.answer(ask, params)) ?? null });
    } catch (error) {
      this.#send({ id, failed: failureOf(error) });
    }
  }
}

/** The other side may be a program that went wrong, or somebody else: what is no line of ours is undefined. */
function read(text: string): Line | undefined {
  try {
    const line = JSON.parse(text) as Partial<Line> & { failed?: { message?: unknown } };
    const isLine = Number.isInteger(line?.id) && ('ask' in line || 'answer' in line || typeof line.failed?.message === 'string');
    return isLine ? (line as Line) : undefined;
  } catch {
    return undefined;
  }
}

function failureOf(error: unknown): Failure {
  const { message, code, syscall, hint } = error as Failure;
  return { message: String(message), ...(code && { code }), ...(syscall && { syscall }), ...(hint && { hint }) };
}

const gone = (): Error => Object.assign(new Error('The other program is gone.'), { code: 'EPEERGONE' });
