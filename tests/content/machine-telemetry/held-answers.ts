import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** Stands between a program and InfluxDB, and holds back what a test wants held back: a request, or its answer. */
export class HeldAnswers {
  /** How many requests have come. */
  writes = 0;
  /** Whether something is held back. */
  isHolding = false;
  readonly #target: string;
  readonly #server = createServer((request, response) => void this.#pass(request, response));
  #what: 'requests' | 'answers' | undefined;

  private constructor(target: string) {
    this.#target = target;
  }

  static async start(target: string): Promise<HeldAnswers> {
    const held = new HeldAnswers(target);
    await once(held.#server.listen(0, '127.0.0.1'), 'listening');
    return held;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on nothing comes through. */
  hold(what: 'requests' | 'answers'): void {
    this.#what = what;
    this.isHolding = false;
  }

  /** What comes from now on comes through; what was held never does. */
  pass(): void {
    this.#what = undefined;
    this.isHolding = false;
  }

  async end(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.writes += 1;
    try {
      const body = await buffer(request);
      if (this.#what === 'requests') return this.#keep();
      const answer = await fetch(`${this.#target}${request.url}`, { method: request.method ?? 'POST', body });
      const text = await answer.text();
      if (this.#what === 'answers') return this.#keep();
      response.writeHead(answer.status).end(text || undefined);
    } catch {
      response.destroy(); // InfluxDB is away, which a program sees as a cut connection, or the program is
    }
  }

  #keep(): void {
    this.isHolding = true;
  }
}
