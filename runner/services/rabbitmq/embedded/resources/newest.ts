import { AmqpError } from '../refusals.ts';
import { type ApiRequest, checkPermitted, declaredVhost, vhostOf } from '../request.ts';
import type { Resource } from '../resource.ts';
import { shownMessage } from './messages.ts';

/** How many messages the page shows of a queue. */
const NEWEST = 20;

/** What RabbitMQ has not: the newest messages of a queue, newest first, without a trace. For the page only. */
export const newestResources: readonly Resource[] = [
  {
    path: '/embedded/newest/:vhost/:queue',
    access: 'vhost',
    exists: (request) => vhostOf(request)?.queues.has(request.names.queue ?? '') ?? false,
    get: newest,
  },
];

function newest(request: ApiRequest): unknown[] {
  const vhost = declaredVhost(request);
  const name = request.names.queue ?? '';
  checkPermitted(request, { may: 'read', vhost, kind: 'queue', name });
  const queue = vhost.queues.get(name);
  if (!queue) throw new AmqpError('not_found', `no queue '${name}' in vhost '${vhost.name}'`);
  return queue
    .newest(NEWEST)
    .map((entry) => shownMessage(entry, { asBase64: false }))
    .reverse();
}
