import { type Item, replyList, replyOne } from '../list-reply.ts';
import { AmqpError, badRequest, Crash, notHere } from '../refusals.ts';
import { type ApiRequest, checkPermitted, declaredVhost, decodeBody, vhostOf } from '../request.ts';
import type { Done, Resource } from '../resource.ts';
import type { Binding } from '../routing.ts';
import { tableFrom } from '../table.ts';
import { defaultBinding, type VHost } from '../vhost.ts';
import { visibleVhosts } from './visible.ts';

const listing = { sorts: ['vhost', 'source', 'type', 'destination', 'routing_key', 'properties_key'], isPaged: false };
type Choice = (binding: Binding, names: Record<string, string>) => boolean;

/** Bindings: lists by vhost and by either end, one, make, take away. */
export const bindingResources: readonly Resource[] = [
  { path: '/api/bindings', access: 'vhost', get: (request) => list(request, visibleVhosts(request), () => true) },
  lists('/api/bindings/:vhost', () => true),
  lists('/api/exchanges/:vhost/:exchange/bindings/source', (binding, { exchange }) => binding.source === exchange),
  lists(
    '/api/exchanges/:vhost/:exchange/bindings/destination',
    (binding, { exchange }) => binding.kind === 'exchange' && binding.destination === exchange,
  ),
  {
    path: '/api/queues/:vhost/:destination/bindings',
    access: 'vhost',
    exists: (request) => vhostOf(request) !== undefined,
    get: listOfQueue,
  },
  ...(['queue', 'exchange'] as const).flatMap((kind): Resource[] => [
    {
      path: `/api/bindings/:vhost/e/:source/${kind[0]}/:destination`,
      access: 'vhost',
      exists: (request) => request.method === 'POST' || vhostOf(request) !== undefined,
      get: (request) => listIn(request, (binding, names) => isBetween(binding, kind, names)),
      post: (request) => bind(request, kind),
    },
    {
      path: `/api/bindings/:vhost/e/:source/${kind[0]}/:destination/:props`,
      access: 'vhost',
      exists: (request) => vhostOf(request)?.hasBinding(bindingOf(request, kind)) ?? false,
      get: (request) => replyOne(show(declaredVhost(request), bindingOf(request, kind)), request.query),
      delete: (request) => unbind(request, kind),
    },
  ]),
];

function lists(path: string, choice: Choice): Resource {
  const exists = (request: ApiRequest) => vhostOf(request) !== undefined;
  return { path, access: 'vhost', exists, get: (request) => listIn(request, choice) };
}

function listIn(request: ApiRequest, choice: Choice): unknown {
  const vhost = vhostOf(request);
  return list(
    request,
    visibleVhosts(request).filter((seen) => seen === vhost),
    choice,
  );
}

function list({ query, names }: ApiRequest, vhosts: readonly VHost[], choice: Choice): unknown {
  const items = vhosts.flatMap((vhost) =>
    vhost
      .bindings()
      .filter((binding) => choice(binding, names))
      .map((binding) => show(vhost, binding)),
  );
  return replyList(items, query, listing);
}

/** RabbitMQ shows a queue's binding to the default exchange also when there is no such queue. */
function listOfQueue(request: ApiRequest): unknown {
  const vhost = declaredVhost(request);
  const destination = request.names.destination ?? '';
  const own = vhost.ownBindings().filter((binding) => binding.kind === 'queue' && binding.destination === destination);
  const items = [defaultBinding(destination), ...own].map((binding) => show(vhost, binding));
  return replyList(items, request.query, listing);
}

function isBetween(binding: Binding, kind: Binding['kind'], { source, destination }: Record<string, string>): boolean {
  return binding.kind === kind && binding.source === source && binding.destination === destination;
}

function show(vhost: VHost, { source, destination, kind, routingKey }: Binding): Item {
  const ends = { source, vhost: vhost.name, destination, destination_type: kind, routing_key: routingKey };
  return { ...ends, arguments: {}, properties_key: propertiesKey(routingKey) };
}

/** A binding's name in its address: the routing key, quoted; `~` for the empty one. */
function propertiesKey(routingKey: string): string {
  return routingKey === '' ? '~' : quotePlus(routingKey).replaceAll('~', '%7E');
}

function quotePlus(text: string): string {
  const quoted = encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return quoted.replaceAll('%20', '+');
}

function bindingOf({ names }: ApiRequest, kind: Binding['kind']): Binding {
  const { source = '', destination = '', props = '' } = names;
  return { source, destination, kind, routingKey: props === '~' ? '' : unquotePlus(props) };
}

function unquotePlus(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text; // not written by us: it names no binding
  }
}

async function bind(request: ApiRequest, kind: Binding['kind']): Promise<Done> {
  const { source = '', destination = '' } = request.names;
  const { routing_key: routingKey = '', arguments: table } = decodeForBinding(request);
  if (typeof routingKey !== 'string') throw new Crash();
  if (Object.keys(tableFrom(table)).length > 0) throw badRequest(notHere('A binding with arguments'));
  const vhost = declaredVhost(request);
  const binding = { source, destination, kind, routingKey };
  checkEnds(request, vhost, binding);
  await request.broker.bind(vhost, binding);
  return { created: true, location: `${quotePlus(destination)}/${quotePlus(propertiesKey(routingKey)).replaceAll('%7E', '~')}` };
}

/** RabbitMQ crashes on a body here that is not an object. */
function decodeForBinding(request: ApiRequest): Record<string, unknown> {
  try {
    return decodeBody(request);
  } catch {
    throw new Crash();
  }
}

async function unbind(request: ApiRequest, kind: Binding['kind']): Promise<void> {
  const vhost = declaredVhost(request);
  const binding = bindingOf(request, kind);
  checkEnds(request, vhost, binding);
  await request.broker.unbind(vhost, binding);
}

function checkEnds(request: ApiRequest, vhost: VHost, { source, destination, kind }: Binding): void {
  checkPermitted(request, { may: 'write', vhost, kind, name: destination });
  if (source === '' || (kind === 'exchange' && destination === ''))
    throw new AmqpError('access_refused', 'operation not permitted on the default exchange');
  checkPermitted(request, { may: 'read', vhost, kind: 'exchange', name: source });
  const missing = (what: string, name: string) => new AmqpError('not_found', `no ${what} '${name}' in vhost '${vhost.name}'`);
  if (!vhost.exchanges.has(source)) throw missing('exchange', source);
  const known: ReadonlyMap<string, unknown> = kind === 'queue' ? vhost.queues : vhost.exchanges;
  if (!known.has(destination)) throw missing(kind, destination);
  if (vhost.exchanges.get(source)?.type === 'headers') throw new AmqpError('not_implemented', notHere(`Exchange type 'headers'`));
}
