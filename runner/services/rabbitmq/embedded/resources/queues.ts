import { assertEquivalent } from '../equivalence.ts';
import { type Item, replyList, replyOne } from '../list-reply.ts';
import type { MessageQueue, QueueSettings, Table } from '../message-queue.ts';
import { AmqpError, badRequest, Crash, notFound, notHere } from '../refusals.ts';
import { type ApiRequest, checkPermitted, declaredVhost, decodeBody, decodeWith, parseBool, vhostOf } from '../request.ts';
import type { Resource } from '../resource.ts';
import { tableFrom } from '../table.ts';
import type { VHost } from '../vhost.ts';
import { visibleVhosts } from './visible.ts';

/** What RabbitMQ does with these, the embedded broker does not. Arguments RabbitMQ does not know are kept, as it keeps them. */
const NOT_HERE = new Set([
  ...['x-message-ttl', 'x-expires', 'x-dead-letter-exchange', 'x-dead-letter-routing-key', 'x-dead-letter-strategy'],
  ...['x-max-length', 'x-max-length-bytes', 'x-max-in-memory-length', 'x-max-in-memory-bytes', 'x-overflow'],
  ...['x-max-priority', 'x-queue-mode', 'x-queue-version', 'x-single-active-consumer', 'x-delivery-limit', 'x-max-age'],
  ...['x-quorum-initial-group-size', 'x-initial-cluster-size', 'x-queue-leader-locator', 'x-queue-master-locator'],
  'x-stream-max-segment-size-bytes',
]);

const listing = { sorts: ['vhost', 'name'], isPaged: true };

/** Queues: list, get, declare, delete, purge. */
export const queueResources: readonly Resource[] = [
  { path: '/api/queues', access: 'vhost', get: (request) => list(request, visibleVhosts(request)) },
  {
    path: '/api/queues/:vhost',
    access: 'vhost',
    exists: (request) => vhostOf(request) !== undefined,
    get: (request) =>
      list(
        request,
        visibleVhosts(request).filter((vhost) => vhost === vhostOf(request)),
      ),
  },
  {
    path: '/api/queues/:vhost/:queue',
    access: 'vhost',
    exists: (request) => queueOf(request) !== undefined,
    get: getQueue,
    put: putQueue,
    delete: deleteQueue,
  },
  {
    path: '/api/queues/:vhost/:queue/contents',
    access: 'vhost',
    isMute: true,
    exists: (request) => queueOf(request) !== undefined,
    delete: purgeQueue,
  },
  { path: '/api/queues/:vhost/:queue/actions', access: 'admin', isMute: true, post: actOnQueue },
];

/** The queue of the path. */
export function queueOf(request: ApiRequest): MessageQueue | undefined {
  return vhostOf(request)?.queues.get(request.names.queue ?? '');
}

function list(request: ApiRequest, vhosts: readonly VHost[]): unknown {
  const show = hasNoStats(request) ? showBare : showQueue;
  const items = vhosts.flatMap((vhost) => [...vhost.queues.values()].map((queue) => show(request, vhost, queue)));
  return replyList(items, request.query, listing);
}

function getQueue(request: ApiRequest): unknown {
  const [vhost, queue] = found(request);
  if (hasNoStats(request)) return replyOne({ ...bare(request, vhost, queue), state: 'live' }, request.query);
  const item = { consumer_details: [], ...showQueue(request, vhost, queue), deliveries: [], incoming: [] };
  return replyOne(item, request.query);
}

function hasNoStats({ query }: ApiRequest): boolean {
  return query.get('disable_stats') === 'true';
}

function found(request: ApiRequest): [VHost, MessageQueue] {
  const vhost = declaredVhost(request);
  const name = request.names.queue ?? '';
  const queue = vhost.queues.get(name);
  if (!queue) throw new AmqpError('not_found', `no queue '${name}' in vhost '${vhost.name}'`);
  return [vhost, queue];
}

async function putQueue(request: ApiRequest): Promise<void> {
  const name = request.names.queue ?? '';
  const bytes = Buffer.byteLength(name);
  if (bytes > 255) throw badRequest(`queue should be less than 255 bytes, actually was ${bytes}\n`);
  const vhost = declaredVhost(request);
  const body = decodeBody(request);
  const settings = settingsFrom(body);
  checkNode(body, request.node);
  if (name.startsWith('amq.')) throw new AmqpError('access_refused', `queue name '${name}' contains reserved prefix 'amq.*'`);
  checkPermitted(request, { may: 'configure', vhost, kind: 'queue', name });
  checkArguments(settings.arguments, `queue '${name}' in vhost '${vhost.name}'`);
  const known = vhost.queues.get(name);
  if (known) return assertEquivalent(`queue '${name}' in vhost '${vhost.name}'`, fields(settings), fields(known.settings));
  if (body.passive === true) throw notFound(`no queue '${name}' in vhost '${vhost.name}'`);
  await request.broker.declareQueue(vhost, name, settings);
}

const fields = ({ durable, autoDelete }: QueueSettings) => ({ durable, auto_delete: autoDelete });

function settingsFrom(body: Item): QueueSettings {
  const [durable, autoDelete] = [parseBool(body.durable), parseBool(body.auto_delete)];
  if (body.exclusive === true) throw badRequest(notHere('An exclusive queue'));
  return { durable, autoDelete, arguments: tableFrom(body.arguments) };
}

/** A request may name the node that does it; there is one. */
function checkNode({ node }: Item, own: string): void {
  if (node !== undefined && node !== own) throw badRequest(`Node ${String(node)} could not be contacted`);
}

function checkArguments(table: Table, what: string): void {
  const invalid = (key: string, why: string) => new AmqpError('precondition_failed', `invalid arg '${key}' for ${what}: ${why}`);
  const type = table['x-queue-type'];
  if (type === 'quorum' || type === 'stream') throw invalid('x-queue-type', notHere(`A ${type} queue`));
  if (type !== undefined && typeof type !== 'string') throw invalid('x-queue-type', `{unacceptable_type,${kindOf(type)}}`);
  if (type !== undefined && type !== 'classic') throw invalid('x-queue-type', `"unsupported queue type '${type}'"`);
  const missing = Object.keys(table).find((key) => NOT_HERE.has(key));
  if (missing !== undefined) throw invalid(missing, notHere('It'));
}

function kindOf(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'long' : 'double';
  if (typeof value === 'boolean') return 'bool';
  return Array.isArray(value) ? 'array' : 'table';
}

async function deleteQueue(request: ApiRequest): Promise<void> {
  const [vhost, queue] = found(request);
  decodeBody(request);
  checkPermitted(request, { may: 'configure', vhost, kind: 'queue', name: queue.name });
  if (request.query.get('if-empty') === 'true' && queue.length > 0)
    throw new AmqpError('precondition_failed', `queue '${queue.name}' in vhost '${vhost.name}' not empty`);
  await request.broker.deleteQueue(vhost, queue.name);
}

async function purgeQueue(request: ApiRequest): Promise<void> {
  const [vhost, queue] = found(request);
  decodeBody(request);
  checkPermitted(request, { may: 'read', vhost, kind: 'queue', name: queue.name });
  await request.broker.purge(vhost, queue);
}

async function actOnQueue(request: ApiRequest): Promise<{ json: unknown }> {
  const { action } = decodeWith(request, ['action']);
  if (!queueOf(request)) throw new Crash();
  if (action === 'sync' || action === 'cancel_sync') throw badRequest(notHere('A mirrored queue'));
  throw badRequest(['unknown', action]);
}

function bare(request: ApiRequest, vhost: VHost, queue: MessageQueue): Item {
  const { durable, autoDelete, arguments: table } = queue.settings;
  const item = { arguments: table, auto_delete: autoDelete, durable, exclusive: false, name: queue.name };
  return { ...item, node: request.node, state: 'live', type: 'classic', vhost: vhost.name };
}

function showBare(request: ApiRequest, vhost: VHost, queue: MessageQueue): Item {
  const item = bare(request, vhost, queue);
  if (request.query.get('enable_queue_totals') !== 'true') return item;
  const messages = queue.length;
  return { ...item, messages, messages_ready: messages, messages_unacknowledged: 0, state: 'running' };
}

/** A queue with its counts. Nothing is ever unacknowledged between two requests. */
function showQueue(request: ApiRequest, vhost: VHost, queue: MessageQueue): Item {
  const { length, bytes } = queue;
  const stats = queue.meter.stats();
  const { name, node, type, vhost: vhostName, state: _, ...settings } = bare(request, vhost, queue);
  const still = { rate: 0 };
  return {
    ...settings,
    backing_queue_status: {
      ...{ avg_ack_egress_rate: 0, avg_ack_ingress_rate: 0, avg_egress_rate: 0, avg_ingress_rate: 0 },
      ...{ delta: ['delta', 0, 0, 0, 0], len: length, mode: 'default', next_deliver_seq_id: 0, next_seq_id: 0 },
      ...{ q1: 0, q2: 0, q3: 0, q4: length, target_ram_count: 'infinity', version: 1 },
    },
    ...{ consumer_capacity: 0, consumer_utilisation: 0, consumers: 0 },
    ...{ effective_policy_definition: {}, exclusive_consumer_tag: null },
    garbage_collection: { fullsweep_after: -1, max_heap_size: -1, min_bin_vheap_size: -1, min_heap_size: -1, minor_gcs: -1 },
    head_message_timestamp: queue.first(1)[0]?.message.properties.timestamp ?? null,
    idle_since: new Date(queue.idleSince).toISOString().replace('Z', '+00:00'),
    memory: bytes + length * 300,
    message_bytes: bytes,
    message_bytes_paged_out: 0,
    message_bytes_persistent: queue.persistentBytes,
    ...{ message_bytes_ram: bytes, message_bytes_ready: bytes, message_bytes_unacknowledged: 0 },
    ...(stats && { message_stats: stats }),
    ...{ messages: length, messages_details: still, messages_paged_out: 0, messages_persistent: queue.persistentCount },
    ...{ messages_ram: length, messages_ready: length, messages_ready_details: still, messages_ready_ram: length },
    ...{ messages_unacknowledged: 0, messages_unacknowledged_details: still, messages_unacknowledged_ram: 0 },
    ...{ name, node, operator_policy: null, policy: null, recoverable_slaves: null, single_active_consumer_tag: null },
    ...{ state: 'running', type, vhost: vhostName },
  };
}
