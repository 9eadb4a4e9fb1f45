import { setTimeout as pause } from 'node:timers/promises';
import type { IPublishPacket, Packet, QoS } from 'mqtt-packet';
import { topicMatches } from '../embedded/topic-filter.ts';
import { checkText } from './check-text.ts';
import { type Common, readCommon } from './common.ts';
import { Connection, type Dialling } from './connection.ts';
import { BadUsage, Failure } from './failure.ts';
import { type Format, readFormat } from './format.ts';
import type { Given } from './options.ts';

type Plan = {
  filters: string[];
  unsubscribed: string[];
  hidden: string[];
  count: number;
  timeoutMs: number | undefined;
  format: Format;
  retained: 'shown' | 'hidden' | 'only';
  isRemoving: boolean;
  isDoneWhenSubscribed: boolean;
};

/** The exit code when the time is over. */
const TIMED_OUT = 27;
/** After a broken connection Mosquitto's own tries again this much later (ms). */
const RETRY_MS = 1_000;

type Ways = Omit<Dialling, 'common'> & { write: (bytes: string | Buffer) => void };

/** Subscribes and prints what comes, until enough has come, time is over or somebody ends it. */
export async function mosquittoSub(given: Given, { write, ...dial }: Ways): Promise<number> {
  const common = readCommon(given, 'mosquitto_sub');
  const plan = readPlan(given, common);
  const ended = Promise.withResolvers<number>();
  if (plan.timeoutMs !== undefined) setTimeout(() => ended.resolve(TIMED_OUT), plan.timeoutMs);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.resolve(0));
  let connection = await Connection.open({ ...dial, common });
  const progress = { left: plan.count };
  const listen = (): void => {
    subscribe({ connection, common, plan, progress, write, end: () => ended.resolve(0), fail: ended.reject, print: dial.print });
    connection.onClose = async () => {
      for (;;) {
        await pause(RETRY_MS);
        const again = await Connection.open({ ...dial, common }).catch(() => undefined); // it may be starting
        if (!again) continue;
        connection = again;
        listen();
        return;
      }
    };
  };
  listen();
  const exitCode = await ended.promise;
  await connection.leave();
  if (exitCode === TIMED_OUT) throw new Failure('Timed out', TIMED_OUT);
  return exitCode;
}

type Subscription = {
  connection: Connection;
  common: Common;
  plan: Plan;
  /** How many are still to come, over all its connections. */
  progress: { left: number };
  write: (bytes: string | Buffer) => void;
  print: (line: string) => void;
  end: () => void;
  fail: (reason: Failure) => void;
};

function subscribe(subscription: Subscription): void {
  const { connection, common, plan } = subscription;
  const { qos } = common;
  connection.onPacket = receiver(subscription);
  for (const topic of plan.filters) connection.debug(`sending SUBSCRIBE (Mid: 1, Topic: ${topic}, QoS: ${qos}, Options: 0x00)`);
  const subscriptions = plan.filters.map((topic) => ({ topic, qos }));
  connection.send({ cmd: 'subscribe', messageId: 1, subscriptions });
  if (plan.unsubscribed.length === 0) return;
  for (const topic of plan.unsubscribed) connection.debug(`sending UNSUBSCRIBE (Mid: 2, Topic: ${topic})`);
  connection.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: plan.unsubscribed });
}

/** What is done with each packet, until the end. */
function receiver({ connection, common, plan, progress, write, print, end, fail }: Subscription): (packet: Packet) => void {
  const unreleased = new Map<number, IPublishPacket>();
  let lastId = 2;
  const take = (message: IPublishPacket): void => {
    if (progress.left === 0) return;
    if (plan.retained === 'only' && !message.retain) {
      progress.left = 0;
      end();
    } else if (isShown(message, plan)) {
      if (plan.isRemoving && message.retain)
        connection.publish({ topic: message.topic, payload: Buffer.alloc(0), qos: 1, retain: true, messageId: ++lastId });
      write(plan.format(message));
      if (--progress.left === 0) end();
    }
  };
  return (packet) => {
    if (progress.left === 0) return;
    const { messageId = 0 } = packet;
    switch (packet.cmd) {
      case 'suback':
        connection.debug('received SUBACK');
        if (common.isDebug) print(`Subscribed (mid: ${messageId}): ${packet.granted.join(', ')}`);
        if (packet.granted.every((code) => code === 128)) fail(new Failure('All subscription requests were denied.', 0));
        else if (plan.isDoneWhenSubscribed) {
          progress.left = 0;
          end();
        }
        break;
      case 'unsuback':
        connection.debug('received UNSUBACK');
        break;
      case 'puback':
        connection.debug(`received PUBACK (Mid: ${messageId}, RC:0)`);
        break;
      case 'publish':
        acknowledge(packet, connection);
        if (packet.qos === 2) unreleased.set(messageId, packet);
        else take(packet);
        break;
      case 'pubrel': {
        connection.debug(`received PUBREL (Mid: ${messageId})`);
        connection.debug(`sending PUBCOMP (m${messageId})`);
        connection.send({ cmd: 'pubcomp', messageId });
        const message = unreleased.get(messageId);
        unreleased.delete(messageId);
        if (message) take(message);
      }
    }
  };
}

function acknowledge({ dup, qos, retain, messageId = 0, topic, payload }: IPublishPacket, connection: Connection): void {
  const marks = `d${Number(dup)}, q${qos}, r${Number(retain)}, m${messageId}`;
  connection.debug(`received PUBLISH (${marks}, '${topic}', ... (${payload.length} bytes))`);
  if (qos === 0) return;
  connection.debug(`sending ${qos === 1 ? 'PUBACK' : 'PUBREC'} (m${messageId}, rc0)`);
  connection.send({ cmd: qos === 1 ? 'puback' : 'pubrec', messageId });
}

function isShown({ topic, retain }: IPublishPacket, { retained, hidden }: Plan): boolean {
  return !(retained === 'hidden' && retain) && !hidden.some((filter) => topicMatches(filter, topic));
}

function readPlan(given: Given, { topics, qos }: Common & { qos: QoS }): Plan {
  const unsubscribed = [...(given.get('unsubscribe') ?? [])];
  const hidden = [...(given.get('filter-out') ?? [])];
  checkText(hidden, '-T');
  checkText(unsubscribed, '-U');
  checkFilters(topics, 'subscription');
  checkFilters(hidden, 'filter');
  checkFilters(unsubscribed, 'unsubscribe');
  const count = readNumber(given.get('C')?.at(-1), 'message count');
  const seconds = readNumber(given.get('W')?.at(-1), 'timeout');
  const format = readFormat(given.get('F')?.at(-1), { isVerbose: given.has('verbose'), hasLineEnd: !given.has('N') });
  if (topics.length === 0) throw new BadUsage('Error: You must specify a topic to subscribe to.');
  return {
    ...{ filters: topics, unsubscribed, hidden, format, qos },
    count: count ?? Number.POSITIVE_INFINITY,
    timeoutMs: seconds === undefined ? undefined : seconds * 1_000,
    retained: given.has('retained-only') ? 'only' : given.has('R') ? 'hidden' : 'shown',
    isRemoving: given.has('remove-retained'),
    isDoneWhenSubscribed: given.has('E'),
  };
}

function readNumber(text: string | undefined, what: string): number | undefined {
  if (text === undefined) return undefined;
  const number = Number.parseInt(text, 10);
  if (number >= 1) return number;
  throw new BadUsage(`Error: Invalid ${what} "${Number.isNaN(number) ? 0 : number}".`, { isSpaced: true });
}

function checkFilters(filters: readonly string[], what: string): void {
  for (const filter of filters) {
    const levels = filter.split('/');
    const isRight = levels.every(
      (level, at) => !/[+#]/.test(level) || level === '+' || (level === '#' && at === levels.length - 1),
    );
    if (!isRight) throw new BadUsage(`Error: Invalid ${what} topic '${filter}', are all '+' and '#' wildcards correct?`);
  }
}
