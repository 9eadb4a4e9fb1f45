import { type Item, replyList, replyOne } from '../list-reply.ts';
import { Crash } from '../refusals.ts';
import { type ApiRequest, checkPermitted, openedVhost, vhostOf } from '../request.ts';
import type { Resource } from '../resource.ts';
import { queueTotals } from './vhosts.ts';
import { listedVhosts } from './visible.ts';

/** The version of RabbitMQ whose API this is. */
const VERSION = '3.10.8';
const STARTED_AT = Date.now();

const exchangeTypes = ['direct', 'fanout', 'headers', 'topic'].map((name) => ({
  name,
  description: `AMQP ${name} exchange, as per the AMQP specification`,
  enabled: true,
}));

const byName = { sorts: ['vhost', 'name'], isPaged: true };
const empty = ({ query }: ApiRequest) => replyList([], query, byName);
const inVhost = (request: ApiRequest) => vhostOf(request) !== undefined;

/** The broker about itself, and what it has none of: connections, channels, consumers. */
export const nodeResources: readonly Resource[] = [
  { path: '/api/overview', access: 'user', get: overview },
  { path: '/api/cluster-name', access: 'user', get: ({ node, query }) => replyOne({ name: node }, query) },
  { path: '/api/nodes', access: 'monitor', get: (request) => replyList([node(request)], request.query, byName) },
  { path: '/api/nodes/:node', access: 'monitor', get: getNode },
  { path: '/api/aliveness-test/:vhost', access: 'vhost', exists: inVhost, get: aliveness },
  { path: '/api/health/checks/alarms', access: 'user', get: ({ query }) => replyOne({ status: 'ok' }, query) },
  { path: '/api/health/checks/virtual-hosts', access: 'user', get: ({ query }) => replyOne({ status: 'ok' }, query) },
  { path: '/api/extensions', access: 'user', get: () => [{ javascript: 'dispatcher.js' }] },
  { path: '/api/policies', access: 'user', get: () => [] },
  { path: '/api/auth', access: 'user', get: () => ({ enable_uaa: false, uaa_client_id: '', uaa_location: '' }) },
  { path: '/api/connections', access: 'user', get: empty },
  { path: '/api/channels', access: 'user', get: empty },
  { path: '/api/consumers', access: 'user', get: () => [] },
  { path: '/api/consumers/:vhost', access: 'vhost', exists: inVhost, get: () => [] },
  { path: '/api/vhosts/:vhost/connections', access: 'vhost', exists: inVhost, get: empty },
  { path: '/api/vhosts/:vhost/channels', access: 'vhost', exists: inVhost, get: empty },
  { path: '/api/connections/:connection', access: 'user', exists: () => false, get: empty, delete: async () => undefined },
  { path: '/api/channels/:channel', access: 'user', exists: () => false, get: empty },
];

function overview(request: ApiRequest): unknown {
  const vhosts = listedVhosts(request);
  const count = (what: 'queues' | 'exchanges') => vhosts.reduce((sum, vhost) => sum + vhost[what].size, 0);
  const stats = request.query.get('disable_stats') === 'true';
  const totals = { channels: 0, connections: 0, consumers: 0, exchanges: count('exchanges'), queues: count('queues') };
  return replyOne(
    {
      ...{ management_version: VERSION, rates_mode: 'basic' },
      sample_retention_policies: { global: [600, 3600, 28800, 86400], basic: [600, 3600], detailed: [600] },
      exchange_types: exchangeTypes,
      ...{ product_version: VERSION, product_name: 'RabbitMQ', rabbitmq_version: VERSION, cluster_name: request.node },
      ...{ erlang_version: 'none', erlang_full_version: 'none: the embedded, RabbitMQ-compatible broker of Towpath' },
      ...{ release_series_support_status: 'supported', disable_stats: stats, enable_queue_totals: false },
      ...{ message_stats: {}, churn_rates: {}, queue_totals: queueTotals(vhosts), object_totals: totals },
      ...{ statistics_db_event_queue: 0, node: request.node, listeners: [], contexts: [] },
    },
    request.query,
  );
}

/** What is true of this process, in the fields RabbitMQ uses for it. */
function node({ node: name }: ApiRequest): Item {
  return {
    ...{ partitions: [], os_pid: String(process.pid), mem_limit: process.constrainedMemory(), mem_alarm: false },
    ...{ disk_free_alarm: false, rates_mode: 'basic', uptime: Date.now() - STARTED_AT, processors: 1 },
    exchange_types: exchangeTypes,
    auth_mechanisms: [{ name: 'PLAIN', description: 'SASL PLAIN authentication mechanism', enabled: true }],
    ...{ applications: [], contexts: [], log_files: [], config_files: [], enabled_plugins: ['rabbitmq_management'] },
    ...{ name, type: 'disc', running: true, mem_used: process.memoryUsage.rss(), mem_used_details: { rate: 0 } },
  };
}

function getNode(request: ApiRequest): unknown {
  if (request.names.node !== request.node) throw new Crash();
  return replyOne(node(request), request.query);
}

/** Declares a queue, publishes to it and takes the message, as RabbitMQ does; the queue stays. */
async function aliveness(request: ApiRequest): Promise<unknown> {
  const vhost = openedVhost(request);
  const name = 'aliveness-test';
  for (const may of ['configure', 'read'] as const) checkPermitted(request, { may, vhost, kind: 'queue', name });
  const settings = { durable: false, autoDelete: false, arguments: {} };
  if (!vhost.queues.has(name)) await request.broker.declareQueue(vhost, name, settings);
  const message = { exchange: '', routingKey: name, properties: {}, payload: Buffer.from('test_message'), persistent: false };
  await request.broker.publish(vhost, message, [name]);
  const queue = vhost.queues.get(name);
  if (queue) await request.broker.take(vhost, queue, 1);
  return replyOne({ status: 'ok' }, request.query);
}
