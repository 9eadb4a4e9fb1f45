import { isUtf8 } from 'node:buffer';
import { isBase64 } from '../accounts.ts';
import type { Entry, MessageQueue, Table } from '../message-queue.ts';
import { AmqpError, badRequest, Crash, notAuthorised, notFound, notHere, type Refusal } from '../refusals.ts';
import { type ApiRequest, checkPermitted, decodeWith, openedVhost, parseInteger } from '../request.ts';
import type { Resource } from '../resource.ts';
import { tableFrom } from '../table.ts';
import type { VHost } from '../vhost.ts';

/** Publishing to an exchange, getting from a queue. */
export const messageResources: readonly Resource[] = [
  {
    path: '/api/exchanges/:vhost/:exchange/publish',
    access: 'vhost',
    post: async (request) => ({ json: { routed: await inChannel(() => publish(request), publishRefusal) } }),
  },
  {
    path: '/api/queues/:vhost/:queue/get',
    access: 'vhost',
    post: async (request) => ({ json: await inChannel(() => getMessages(request), getRefusal) }),
  },
];

/** Both work over a channel of their own, whose errors come in its words. */
async function inChannel<Value>(work: () => Promise<Value>, refusal: (error: AmqpError) => Refusal): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof AmqpError ? refusal(error) : error;
  }
}

function publishRefusal(error: AmqpError): Refusal {
  return badRequest(`${error.code} ${error.sentence}`);
}

function getRefusal(error: AmqpError): Refusal {
  return error.kind === 'not_found' ? notFound(error.sentence) : notAuthorised(error.sentence);
}

async function publish(request: ApiRequest): Promise<boolean> {
  const body = decodeWith(request, ['routing_key', 'properties', 'payload', 'payload_encoding']);
  if (typeof body.payload !== 'string') throw badRequest('payload_not_string');
  const vhost = openedVhost(request);
  const properties = propertiesFrom(body.properties);
  const payload = payloadFrom(body.payload, body.payload_encoding);
  const name = request.names.exchange ?? '';
  checkPublishable(request, vhost, name);
  checkProperties(properties, request.user.name);
  const routingKey = typeof body.routing_key === 'string' ? body.routing_key : '';
  if (routingKey !== body.routing_key) return false;
  const keys = [routingKey, ...senderKeys(properties)];
  const persistent = properties.delivery_mode === 2;
  return request.broker.publish(
    vhost,
    { exchange: name, routingKey, properties: withoutBcc(properties), payload, persistent },
    keys,
  );
}

function payloadFrom(payload: string, encoding: unknown): Buffer {
  if (encoding === 'string') return Buffer.from(payload);
  if (encoding !== 'base64') throw badRequest(['unsupported_encoding', encoding]);
  if (!isBase64(payload)) throw badRequest(['not_base64', payload]);
  return Buffer.from(payload, 'base64');
}

function checkPublishable(request: ApiRequest, vhost: VHost, name: string): void {
  checkPermitted(request, { may: 'write', vhost, kind: 'exchange', name });
  const what = `exchange '${name}' in vhost '${vhost.name}'`;
  const exchange = vhost.exchanges.get(name);
  if (!exchange) throw new AmqpError('not_found', `no ${what}`);
  if (exchange.internal) throw new AmqpError('access_refused', `cannot publish to internal ${what}`);
  if (exchange.type === 'headers') throw new AmqpError('not_implemented', notHere(`Exchange type 'headers'`));
}

/** AMQP's properties in the order RabbitMQ shows them. */
const PROPERTIES = [
  ...['cluster_id', 'app_id', 'user_id', 'type', 'timestamp', 'message_id', 'expiration', 'reply_to', 'correlation_id'],
  ...['priority', 'delivery_mode', 'headers', 'content_encoding', 'content_type'],
];
const NUMBERS = new Set(['delivery_mode', 'priority', 'timestamp']);

/** Known properties are checked, others left out, as RabbitMQ does. */
function propertiesFrom(value: unknown): Table {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Crash();
  const given = value as Table;
  const wrong = PROPERTIES.toReversed().find((name) => given[name] !== undefined && !isRight(name, given[name]));
  if (wrong !== undefined) throw badRequest([NUMBERS.has(wrong) ? 'not_int' : 'not_string', wrong]);
  const kept = PROPERTIES.filter((name) => given[name] !== undefined);
  return Object.fromEntries(kept.map((name) => [name, name === 'headers' ? tableFrom(given[name]) : given[name]]));
}

function isRight(name: string, value: unknown): boolean {
  if (name === 'headers') return true;
  return NUMBERS.has(name) ? Number.isInteger(value) : typeof value === 'string';
}

function checkProperties(properties: Table, user: string): void {
  const { user_id: claimed, delivery_mode: mode, expiration } = properties;
  const failed = (why: string) => new AmqpError('precondition_failed', why);
  if (claimed !== undefined && claimed !== user)
    throw failed(`user_id property set to '${String(claimed)}' but authenticated user was '${user}'`);
  if (expiration !== undefined) throw failed(expirationProblem(String(expiration)));
  if (mode !== undefined && mode !== 1 && mode !== 2) throw failed(`invalid message: {delivery_mode_unknown,${String(mode)}}`);
}

function expirationProblem(text: string): string {
  const isNumber = /^[+-]?\d+/.test(text);
  if (!isNumber) return `invalid expiration '${text}': no_integer`;
  if (text.startsWith('-')) return `invalid expiration '${text}': {value_negative,${text}}`;
  return `invalid expiration '${text}': ${notHere('A message that expires')}`;
}

/** The routing keys in the headers CC and BCC. */
function senderKeys({ headers }: Table): string[] {
  const table = (headers ?? {}) as Table;
  return ['CC', 'BCC'].flatMap((name) => {
    const keys = table[name];
    if (keys === undefined) return [];
    if (Array.isArray(keys)) return keys.filter((key) => typeof key === 'string');
    const type = typeof keys === 'string' ? 'longstr' : typeof keys;
    throw new AmqpError('precondition_failed', `invalid message: {unacceptable_type_in_header,"${name}",${type}}`);
  });
}

function withoutBcc(properties: Table): Table {
  const { headers } = properties as { headers?: Table };
  if (headers?.BCC === undefined) return properties;
  const { BCC: _, ...rest } = headers;
  return { ...properties, headers: rest };
}

const ACK_MODES = ['ack_requeue_true', 'ack_requeue_false', 'reject_requeue_true', 'reject_requeue_false'];

async function getMessages(request: ApiRequest): Promise<unknown[]> {
  const body = decodeWith(request, ['ackmode', 'count', 'encoding']);
  const vhost = openedVhost(request);
  if (typeof body.ackmode !== 'string') throw new Crash();
  const count = parseInteger(body.count);
  if (body.encoding !== 'auto' && body.encoding !== 'base64')
    throw badRequest('Unsupported encoding. Please use auto or base64.');
  const truncate = body.truncate === undefined ? undefined : parseInteger(body.truncate);
  if (count === 0) return [];
  if (!ACK_MODES.includes(body.ackmode)) throw new Crash();
  const name = request.names.queue ?? '';
  checkPermitted(request, { may: 'read', vhost, kind: 'queue', name });
  const queue = vhost.queues.get(name);
  if (!queue) throw new AmqpError('not_found', `no queue '${name}' in vhost '${vhost.name}'`);
  if (truncate !== undefined && truncate < 0 && queue.length > 0) throw new Crash();
  const before = queue.length;
  const entries = await fetch(request, vhost, { queue, ackMode: body.ackmode, count: count < 0 ? before : count });
  const asBase64 = body.encoding === 'base64';
  return entries.map((entry, i) => shownMessage(entry, { asBase64, truncate, left: before - i - 1 }));
}

type Shown = {
  asBase64: boolean;
  /** Bytes of the payload that are shown; all unless told. */
  truncate?: number | undefined;
  /** Messages behind it in the queue. */
  left?: number;
};

/** A message in RabbitMQ's fields. */
export function shownMessage({ message, redelivered }: Entry, { asBase64, truncate, left }: Shown): unknown {
  return {
    payload_bytes: message.payload.length,
    redelivered,
    exchange: message.exchange,
    routing_key: message.routingKey,
    ...(left !== undefined && { message_count: left }),
    properties: shownProperties(message.properties),
    ...shownPayload(message.payload.subarray(0, truncate), asBase64),
  };
}

type Wanted = { queue: MessageQueue; ackMode: string; count: number };

/** With `…_true` the messages go back to their places, without they are gone. */
async function fetch({ broker }: ApiRequest, vhost: VHost, { queue, ackMode, count }: Wanted): Promise<Entry[]> {
  const stays = ackMode.endsWith('_true');
  const isEmpty = queue.length < count;
  const entries = await (stays ? broker.peek(vhost, queue, count) : broker.take(vhost, queue, count));
  queue.meter.count(ackMode === 'ack_requeue_false' ? 'get_no_ack' : 'get', entries.length);
  queue.meter.count('deliver_get', entries.length);
  queue.meter.count('redeliver', entries.filter(({ redelivered }) => redelivered).length);
  if (isEmpty) queue.meter.count('get_empty');
  return entries;
}

/** Without any, Erlang's empty list. */
function shownProperties(properties: Table): unknown {
  return Object.keys(properties).length === 0 ? [] : properties;
}

function shownPayload(payload: Buffer, asBase64: boolean): { payload: string; payload_encoding: string } {
  if (asBase64 || !isUtf8(payload)) return { payload: payload.toString('base64'), payload_encoding: 'base64' };
  return { payload: payload.toString(), payload_encoding: 'string' };
}
