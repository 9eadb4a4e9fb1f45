import { connect, createServer, type Socket } from 'node:net';

/** Stands between a browser and a runner, so that a test can cut the connection and neither of them ended it. */
export class Relay {
  readonly #server = createServer((socket) => this.#pass(socket));
  readonly #sockets = new Set<Socket>();
  #port = 0;
  #target = 0;

  /** Listens on a free port of 127.0.0.1. */
  static async start(): Promise<Relay> {
    const relay = new Relay();
    await relay.#listen();
    const address = relay.#server.address();
    relay.#port = typeof address === 'object' && address ? address.port : 0;
    return relay;
  }

  /** Host and port, as a `Host` header says them. */
  get host(): string {
    return `127.0.0.1:${this.#port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  /** Where connections lead from now on. */
  leadTo(port: number): void {
    this.#target = port;
  }

  /** Cuts every connection and takes no new one. */
  async cut(): Promise<void> {
    const closed = new Promise<void>((done) => this.#server.close(() => done()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** Listens again, on the same port. */
  async mend(): Promise<void> {
    await this.#listen();
  }

  async #listen(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(this.#port, '127.0.0.1', done));
  }

  #pass(socket: Socket): void {
    const onward = connect(this.#target, '127.0.0.1');
    for (const [end, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      this.#sockets.add(end);
      end.pipe(other);
      end.on('error', () => other.destroy()); // cut, which is what the relay is for
      end.on('close', () => {
        this.#sockets.delete(end);
        other.destroy();
      });
    }
  }
}
