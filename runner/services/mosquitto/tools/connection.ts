import { once } from 'node:events';
import type { Socket } from 'node:net';
import { generate, type IPublishPacket, type Packet, parser } from 'mqtt-packet';
import type { Common } from './common.ts';
import { Failure } from './failure.ts';
import { openBroker } from './find-broker.ts';

export type Dialling = { common: Common; proxyUrl: string | undefined; print: (line: string) => void };

/** One connection to the broker: packets in, packets out, and a line about each where debug messages are wanted. */
export class Connection {
  readonly #socket: Socket;
  readonly #common: Common;
  readonly #print: (line: string) => void;
  #take: ((packet: Packet) => void) | undefined;
  #untaken: Packet[] = [];
  onClose: () => void = () => undefined;

  /** Resolves when the broker has said that it is in. @throws Failure */
  static async open({ common, proxyUrl, print }: Dialling): Promise<Connection> {
    const connection = new Connection(await openBroker(common.host, common.port, proxyUrl), common, print);
    await connection.#greet();
    return connection;
  }

  private constructor(socket: Socket, common: Common, print: (line: string) => void) {
    this.#socket = socket;
    this.#common = common;
    this.#print = print;
    const reader = parser();
    reader.on('packet', (packet) => (this.#take ? this.#take(packet) : this.#untaken.push(packet)));
    reader.on('error', () => socket.destroy()); // it speaks something else
    socket.on('data', (bytes) => reader.parse(bytes as Buffer));
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', () => this.onClose());
  }

  /** Takes what comes, in order; also what a session had behind the first answer. */
  set onPacket(take: (packet: Packet) => void) {
    this.#take = take;
    for (const packet of this.#untaken.splice(0)) take(packet);
  }

  /** A line for `-d`. */
  debug(words: string): void {
    if (this.#common.isDebug) this.#print(`Client ${this.#common.clientId || 'null'} ${words}`);
  }

  /** False when it is better to wait for `drained`. */
  send(packet: Packet): boolean {
    return this.#socket.write(generate(packet));
  }

  async drained(): Promise<void> {
    if (this.#socket.writableNeedDrain) await Promise.race([once(this.#socket, 'drain'), once(this.#socket, 'close')]);
  }

  publish(packet: Pick<IPublishPacket, 'topic' | 'payload' | 'qos' | 'retain'> & { messageId: number }): boolean {
    const { topic, payload, qos, retain, messageId } = packet;
    this.debug(`sending PUBLISH (d0, q${qos}, r${Number(retain)}, m${messageId}, '${topic}', ... (${payload.length} bytes))`);
    return this.send({ cmd: 'publish', dup: false, topic, payload, qos, retain, messageId });
  }

  /** Takes leave; resolves when everything has been sent. */
  async leave(): Promise<void> {
    if (this.#socket.destroyed) return;
    this.debug('sending DISCONNECT');
    this.onClose = () => undefined;
    const closed = once(this.#socket, 'close');
    this.#socket.end(generate({ cmd: 'disconnect' }));
    await closed;
  }

  async #greet(): Promise<void> {
    const { clientId, keepalive, username, password, protocolVersion, clean, will } = this.#common;
    this.debug('sending CONNECT');
    const protocolId = protocolVersion === 4 ? 'MQTT' : 'MQIsdp';
    const user = {
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password: Buffer.from(password) }),
    };
    this.send({ cmd: 'connect', protocolId, protocolVersion, clientId, keepalive, clean, ...user, ...(will && { will }) });
    const code = await new Promise<number | undefined>((resolve, reject) => {
      this.onPacket = (packet) => {
        this.#take = undefined;
        resolve(packet.cmd === 'connack' ? packet.returnCode : 255);
      };
      this.onClose = () => reject(new Failure('Error: The connection was lost.', 7));
    });
    this.debug(`received CONNACK (${code})`);
    if (code !== 0) throw new Failure(`Connection error: ${REFUSALS[code ?? 0] ?? 'Connection Refused: unknown reason'}.`, code);
    if (keepalive > 0) setInterval(() => this.send({ cmd: 'pingreq' }), keepalive * 1_000).unref();
  }
}

const REFUSALS: Record<number, string> = {
  1: 'Connection Refused: unacceptable protocol version',
  2: 'Connection Refused: identifier rejected',
  3: 'Connection Refused: broker unavailable',
  4: 'Connection Refused: bad user name or password',
  5: 'Connection Refused: not authorised',
};
