import type { Item } from '../list-reply.ts';
import { replyList, replyOne } from '../list-reply.ts';
import { badRequest, Crash, notHere } from '../refusals.ts';
import { type ApiRequest, decodeBody, parseBool, vhostOf } from '../request.ts';
import type { Resource } from '../resource.ts';
import type { VHost } from '../vhost.ts';
import { listedVhosts } from './visible.ts';

/** Vhosts: list, get, make, delete. */
export const vhostResources: readonly Resource[] = [
  {
    path: '/api/vhosts',
    access: 'user',
    get: (request) => {
      const items = listedVhosts(request).map((vhost) => sortedKeys(show(request, vhost)));
      return replyList(items, request.query, { sorts: ['name'], isPaged: true });
    },
  },
  {
    path: '/api/vhosts/:vhost',
    access: 'admin',
    exists: (request) => vhostOf(request) !== undefined,
    get: getVhost,
    put: putVhost,
    delete: ({ broker, names }) => broker.deleteVhost(names.vhost ?? ''),
  },
];

/** Messages in a vhost, in RabbitMQ's fields. */
export function queueTotals(vhosts: readonly VHost[]): Item {
  const messages = vhosts.flatMap((vhost) => [...vhost.queues.values()]).reduce((sum, queue) => sum + queue.length, 0);
  const still = { rate: 0 };
  return {
    ...{ messages, messages_details: still, messages_ready: messages, messages_ready_details: still },
    ...{ messages_unacknowledged: 0, messages_unacknowledged_details: still },
  };
}

function show(request: ApiRequest, vhost: VHost): Item {
  const { description, tags } = vhost.settings;
  return {
    ...{ name: vhost.name, description, tags, default_queue_type: 'undefined', metadata: { description, tags }, tracing: false },
    cluster_state: { [request.node]: 'running' },
    ...queueTotals([vhost]),
  };
}

function sortedKeys(item: Item): Item {
  return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function getVhost(request: ApiRequest): unknown {
  const vhost = vhostOf(request);
  if (!vhost) throw new Crash();
  return replyOne(show(request, vhost), request.query);
}

async function putVhost(request: ApiRequest): Promise<void> {
  const { tracing, description = '', tags = '', defaultqueuetype } = decodeBody(request);
  if (parseBool(tracing)) throw badRequest(notHere('Tracing of a vhost'));
  if (defaultqueuetype !== undefined && defaultqueuetype !== 'classic')
    throw badRequest(notHere(`The default queue type ${String(defaultqueuetype)}`));
  const words = Array.isArray(tags) ? tags.map(String) : String(tags).split(',');
  const settings = { description: String(description), tags: words.map((word) => word.trim()).filter((word) => word !== '') };
  await request.broker.putVhost(request.names.vhost ?? '', settings, request.user.name);
}
