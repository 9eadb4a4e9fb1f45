import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { type Common, readCommon } from './common.ts';
import { Connection, type Dialling } from './connection.ts';
import { BadUsage, Failure } from './failure.ts';
import type { Given } from './options.ts';

type Plan = {
  topic: string;
  retain: boolean;
  /** Lines of standard input, a message each. */
  isLines: boolean;
  payload: Buffer;
  repeat: number;
  delayMs: number;
  maxInflight: number;
};

/** As many at once as Mosquitto's own, unless said (-M). */
const MAX_INFLIGHT = 20;

/** Publishes one message, or the lines of standard input. */
export async function mosquittoPub(given: Given, dial: Omit<Dialling, 'common'>): Promise<number> {
  const common = readCommon(given, 'mosquitto_pub');
  const plan = readPlan(given, common);
  const connection = await Connection.open({ ...dial, common });
  const publisher = new Publisher(connection, common, plan);
  const lines = plan.isLines ? createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }) : repeated(plan);
  for await (const payload of lines) await publisher.publish(Buffer.from(payload));
  await publisher.settled();
  await connection.leave();
  return 0;
}

async function* repeated({ payload, repeat, delayMs }: Plan): AsyncGenerator<Buffer> {
  for (let left = repeat; left > 0; left--) {
    yield payload;
    if (left > 1 && delayMs > 0) await pause(delayMs);
  }
}

/** Sends messages and waits for their acknowledgements. */
class Publisher {
  readonly #connection: Connection;
  readonly #common: Common;
  readonly #plan: Plan;
  readonly #inflight = new Set<number>();
  #lastId = 0;
  #changed = Promise.withResolvers<void>();

  constructor(connection: Connection, common: Common, plan: Plan) {
    this.#connection = connection;
    this.#common = common;
    this.#plan = plan;
    connection.onPacket = (packet) => {
      const { messageId = 0 } = packet;
      if (packet.cmd === 'pubrec') {
        connection.debug(`received PUBREC (Mid: ${messageId})`);
        connection.debug(`sending PUBREL (m${messageId})`);
        connection.send({ cmd: 'pubrel', messageId });
      } else if (packet.cmd === 'puback' || packet.cmd === 'pubcomp') {
        connection.debug(`received ${packet.cmd.toUpperCase()} (Mid: ${messageId}, RC:0)`);
        this.#inflight.delete(messageId);
        this.#changed.resolve();
      }
    };
    connection.onClose = () => this.#changed.reject(new Failure('Error: The connection was lost.', 7));
    this.#changed.promise.catch(() => undefined); // whoever waits hears of it
  }

  async publish(payload: Buffer): Promise<void> {
    const { qos } = this.#common;
    const { topic, retain, maxInflight } = this.#plan;
    await this.#until(() => this.#inflight.size < maxInflight);
    do this.#lastId = (this.#lastId % 65_535) + 1;
    while (this.#inflight.has(this.#lastId));
    if (qos > 0) this.#inflight.add(this.#lastId);
    if (!this.#connection.publish({ topic, payload, qos, retain, messageId: this.#lastId })) await this.#connection.drained();
  }

  /** Resolves when everything has been acknowledged. */
  async settled(): Promise<void> {
    await this.#until(() => this.#inflight.size === 0);
  }

  async #until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await this.#changed.promise;
      this.#changed = Promise.withResolvers();
      this.#changed.promise.catch(() => undefined);
    }
  }
}

const SOURCES = ['message', 'file', 'stdin-line', 'stdin-file', 'null-message'];

function readPlan(given: Given, { topics }: Common): Plan {
  const sources = SOURCES.flatMap((name) => given.get(name) ?? []);
  if (sources.length > 1) throw new BadUsage('Error: Only one type of message can be sent at once.', { isSpaced: true });
  const topic = topics.at(-1);
  if (topic !== undefined && /[+#]/.test(topic))
    throw new BadUsage(`Error: Invalid publish topic '${topic}', does it contain '+' or '#'?`);
  const repeat = readNumber(given, 'repeat') ?? 1;
  const delay = readNumber(given, 'repeat-delay') ?? 0;
  const maxInflight = readNumber(given, 'max-inflight') ?? MAX_INFLIGHT;
  if (!(repeat > 0)) throw new BadUsage('Error: --repeat argument must be >0.', { isSpaced: true });
  if (!(delay >= 0)) throw new BadUsage('Error: --repeat-delay argument must be >=0.0.', { isSpaced: true });
  if (!(maxInflight > 0)) throw new BadUsage('Error: Maximum inflight messages must be greater than 0.', { isSpaced: true });
  if (topic === undefined || sources.length === 0) throw new Failure('Error: Both topic and message must be supplied.');
  if (topic === '') throw new Failure("Error: Invalid input. Does your topic contain '+' or '#'?", 0);
  const payload = readPayload(given);
  const how = { retain: given.has('retain'), isLines: given.has('stdin-line'), repeat, delayMs: 1_000 * delay, maxInflight };
  return { topic, payload, ...how };
}

function readNumber(given: Given, name: string): number | undefined {
  const text = given.get(name)?.at(-1);
  return text === undefined ? undefined : Number.parseFloat(text);
}

function readPayload(given: Given): Buffer {
  const file = given.get('file')?.at(-1);
  if (file !== undefined) return readFile(file);
  if (!given.has('stdin-file')) return Buffer.from(given.get('message')?.at(-1) ?? '');
  const payload = readFileSync(0);
  if (payload.length === 0) throw new Failure('Error: Zero length input.\nError loading input from stdin.');
  return payload;
}

function readFile(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new Failure(`Error: Unable to open file "${file}".\nError loading input file "${file}".`);
  }
}
