import { assertEquivalent } from '../equivalence.ts';
import { type Item, replyList, replyOne } from '../list-reply.ts';
import { AmqpError, badRequest, Crash, notHere } from '../refusals.ts';
import { type ApiRequest, checkPermitted, declaredVhost, decodeBody, parseBool, vhostOf } from '../request.ts';
import type { Resource } from '../resource.ts';
import type { Exchange } from '../routing.ts';
import { tableFrom } from '../table.ts';
import type { VHost } from '../vhost.ts';
import { visibleVhosts } from './visible.ts';

const listing = { sorts: ['vhost', 'name'], isPaged: true };
const TYPES = ['direct', 'fanout', 'topic', 'headers'];

/** Exchanges: list, get, declare, delete. */
export const exchangeResources: readonly Resource[] = [
  { path: '/api/exchanges', access: 'vhost', get: (request) => list(request, visibleVhosts(request)) },
  {
    path: '/api/exchanges/:vhost',
    access: 'vhost',
    exists: (request) => vhostOf(request) !== undefined,
    get: (request) =>
      list(
        request,
        visibleVhosts(request).filter((vhost) => vhost === vhostOf(request)),
      ),
  },
  {
    path: '/api/exchanges/:vhost/:exchange',
    access: 'vhost',
    exists: (request) => vhostOf(request)?.exchanges.has(request.names.exchange ?? '') ?? false,
    get: getExchange,
    put: putExchange,
    delete: deleteExchange,
  },
];

function list(request: ApiRequest, vhosts: readonly VHost[]): unknown {
  const items = vhosts.flatMap((vhost) => [...vhost.exchanges.values()].map((exchange) => show(vhost, exchange)));
  return replyList(items, request.query, listing);
}

function show(vhost: VHost, exchange: Exchange): Item {
  const { name, type, durable, autoDelete, internal, user } = exchange;
  const item = { arguments: exchange.arguments, auto_delete: autoDelete, durable, internal, name, type };
  return { ...item, user_who_performed_action: user, vhost: vhost.name };
}

function getExchange(request: ApiRequest): unknown {
  const vhost = declaredVhost(request);
  const exchange = vhost.exchanges.get(request.names.exchange ?? '');
  if (!exchange) throw new Crash();
  const { arguments: table, auto_delete, durable, ...rest } = show(vhost, exchange);
  const { internal, name, ...more } = rest;
  const item = { arguments: table, auto_delete, durable, incoming: [], internal, name, outgoing: [], ...more };
  return replyOne(item, request.query);
}

async function putExchange(request: ApiRequest): Promise<void> {
  const vhost = declaredVhost(request);
  const name = request.names.exchange ?? '';
  const exchange = exchangeFrom(decodeBody(request), name, request.user.name);
  if (name === '') throw new AmqpError('access_refused', 'operation not permitted on the default exchange');
  checkPermitted(request, { may: 'configure', vhost, kind: 'exchange', name });
  const known = vhost.exchanges.get(name);
  if (known) return assertEquivalent(`exchange '${name}' in vhost '${vhost.name}'`, fields(exchange), fields(known));
  if (name.startsWith('amq.')) throw new AmqpError('access_refused', `exchange name '${name}' contains reserved prefix 'amq.*'`);
  if (exchange.type === 'headers') throw new AmqpError('not_implemented', notHere(`Exchange type 'headers'`));
  await request.broker.declareExchange(vhost, exchange);
}

const fields = ({ type, durable, autoDelete, internal }: Exchange) => ({ type, durable, auto_delete: autoDelete, internal });

function exchangeFrom(body: Item, name: string, user: string): Exchange {
  const [durable, autoDelete, internal] = [body.durable, body.auto_delete, body.internal].map(parseBool) as [
    boolean,
    boolean,
    boolean,
  ];
  const { type = 'direct' } = body;
  const table = tableFrom(body.arguments);
  if (typeof type !== 'string' || !TYPES.includes(type)) throw badRequest(`unknown exchange type '${String(type)}'`);
  if (Object.hasOwn(table, 'alternate-exchange')) throw badRequest(notHere(`An alternate exchange ('alternate-exchange')`));
  return { name, type: type as Exchange['type'], durable, autoDelete, internal, arguments: table, user };
}

async function deleteExchange(request: ApiRequest): Promise<void> {
  const vhost = declaredVhost(request);
  const name = request.names.exchange ?? '';
  decodeBody(request);
  if (name === '') throw new AmqpError('access_refused', 'operation not permitted on the default exchange');
  if (name.startsWith('amq.'))
    throw new AmqpError('access_refused', `deletion of system exchange '${name}' in vhost '${vhost.name}' not allowed`);
  checkPermitted(request, { may: 'configure', vhost, kind: 'exchange', name });
  if (request.query.get('if-unused') === 'true' && vhost.isInUse(name))
    throw new AmqpError('precondition_failed', `exchange '${name}' in vhost '${vhost.name}' in use`);
  await request.broker.deleteExchange(vhost, name);
}
