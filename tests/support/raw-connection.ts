import WebSocket from 'ws';
import { PROTOCOL_VERSION } from '#contract/version.ts';
import { eventually } from './eventually.ts';

type Message = { type: string; id?: number } & Record<string, unknown>;

/** A connection to a runner that may say anything, also what is not of the contract. */
export class RawConnection {
  readonly socket: WebSocket;
  /** The numbers of the requests that were answered or refused. */
  readonly answered = new Set<number>();
  /** For the next request. */
  nextId = 1_000;
  #heard: Message[] = [];

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as Message;
      if (message.id !== undefined) this.answered.add(message.id);
      // Everything else is of no interest here, and with thousands of messages too much to keep.
      if (this.#heard.length < 1_000) this.#heard.push(message);
    });
  }

  /** Connects; with `hello` also says it, and forgets the answer. */
  static async open(
    { url, cookie }: { url: string; cookie: string },
    { hello = false }: { hello?: boolean } = {},
  ): Promise<RawConnection> {
    const { origin, host } = new URL(url);
    const socket = new WebSocket(`ws://${host}/ws`, { headers: { cookie }, origin });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    const connection = new RawConnection(socket);
    if (hello) {
      socket.send(JSON.stringify({ type: 'session.hello', id: 0, version: PROTOCOL_VERSION }));
      await connection.next(({ type }) => type === 'session.welcome');
      connection.#heard = [];
    }
    return connection;
  }

  /** The first message, heard or still to come, that is the wanted one. */
  async next(isWanted: (message: Message) => boolean): Promise<Message> {
    return await eventually(() => {
      const found = this.#heard.find(isWanted);
      if (!found) throw new Error(`Not among ${this.#heard.map(({ type }) => type).join(', ') || 'no messages'}.`);
      return found;
    });
  }

  close(): void {
    this.socket.close();
  }
}
