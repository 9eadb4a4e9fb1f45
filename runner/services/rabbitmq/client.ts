import { RunnerError } from '../../errors.ts';
import type { LookContext } from '../../pipeline/define-observer.ts';

/** A queue as the management API lists it, with its messages counted now and not with the next statistics. */
export type QueueSeen = {
  name: string;
  durable: boolean;
  auto_delete: boolean;
  arguments: Record<string, unknown>;
  messages: number;
};
/** An exchange as the management API lists it. */
export type ExchangeSeen = { name: string; type: string; durable: boolean };
/** A binding as the management API lists it. */
export type BindingSeen = { source: string; destination: string; destination_type: string; routing_key: string };

/** What the management API counted of a queue; on a real broker some seconds ago, and nothing before the first message. */
export type QueueStats = {
  name: string;
  consumers?: number;
  message_stats?: { publish?: number; ack?: number; get_no_ack?: number; deliver_no_ack?: number };
};
/** A message as `get` brings it. */
export type GotMessage = {
  payload: string;
  payload_encoding: string;
  payload_bytes: number;
  redelivered: boolean;
  exchange: string;
  routing_key: string;
  /** An empty list when it has none. */
  properties: Record<string, unknown> | [];
};

/** Asks RabbitMQ's management API as guest, on either stack. `undefined` means that there is no such vhost. */
export type RabbitmqClient = {
  queues: (vhost: string) => Promise<QueueSeen[] | undefined>;
  exchanges: (vhost: string) => Promise<ExchangeSeen[] | undefined>;
  bindings: (vhost: string) => Promise<BindingSeen[] | undefined>;
  /** The payloads of the first `count` messages; they stay in the queue. */
  peek: (vhost: string, queue: string, count: number) => Promise<string[] | undefined>;
  stats: (vhost: string) => Promise<QueueStats[] | undefined>;
  /** The first messages, oldest first, put back: from then on they are marked as redelivered. */
  first: (vhost: string, queue: string, count: number) => Promise<GotMessage[] | undefined>;
  /** The newest messages, newest first, without a mark: only the embedded form has this, others answer undefined. */
  newest: (vhost: string, queue: string) => Promise<GotMessage[] | undefined>;
};

const ORIGIN = 'http://rabbitmq:15672';
const GUEST = `Basic ${Buffer.from('guest:guest').toString('base64')}`;

/**
 * A client for one look.
 * @throws RunnerError 'service.failed' from each function when RabbitMQ does not answer or refuses.
 */
export function rabbitmqClient(context: LookContext): RabbitmqClient {
  const get = <Body>(path: string) => ask<Body>(context, `/api${path}`);
  const first = async (vhost: string, queue: string, count: number) => {
    const path = `/api/queues/${encodeURIComponent(vhost)}/${encodeURIComponent(queue)}/get`;
    return await ask<GotMessage[]>(context, path, { ackmode: 'ack_requeue_true', encoding: 'auto', count });
  };
  return {
    // Statistics lag by seconds; with them off, totals are counted when asked.
    queues: (vhost) => get(`/queues/${encodeURIComponent(vhost)}?disable_stats=true&enable_queue_totals=true`),
    exchanges: (vhost) => get(`/exchanges/${encodeURIComponent(vhost)}`),
    bindings: (vhost) => get(`/bindings/${encodeURIComponent(vhost)}`),
    peek: async (vhost, queue, count) => {
      const messages = await first(vhost, queue, count);
      return messages?.map(({ payload, payload_encoding }) => (payload_encoding === 'string' ? payload : ''));
    },
    stats: (vhost) => get(`/queues/${encodeURIComponent(vhost)}?columns=name,consumers,message_stats`),
    first,
    newest: async (vhost, queue) => {
      const path = `/embedded/newest/${encodeURIComponent(vhost)}/${encodeURIComponent(queue)}`;
      const response = await send(context, path, undefined);
      if (response.ok) return (await response.json()) as GotMessage[];
      await response.body?.cancel(); // A real one answers 400 or 404 to an address that it does not know.
      return undefined;
    },
  };
}

async function ask<Body>(context: LookContext, path: string, body?: unknown): Promise<Body | undefined> {
  const response = await send(context, path, body);
  if (response.status === 404) {
    await response.body?.cancel();
    return undefined;
  }
  if (response.ok) return (await response.json()) as Body;
  await response.body?.cancel();
  if (response.status === 401)
    throw new RunnerError('service.failed', 'RabbitMQ does not let guest in, and the checks ask as guest.', {
      hint: 'Give the user guest its password guest and its permissions back, or reset RabbitMQ.',
    });
  throw new RunnerError('service.failed', `RabbitMQ answers with ${response.status} when its state is asked for.`, {
    hint: 'Look at its log in the Services panel, or restart it there.',
  });
}

async function send(context: LookContext, path: string, body: unknown): Promise<Response> {
  const url = context.resolve(ORIGIN + path);
  try {
    const headers = { authorization: GUEST, ...(body !== undefined && { 'content-type': 'application/json' }) };
    const rest = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    return await fetch(url, { headers, signal: context.signal, ...rest });
  } catch (cause) {
    if (context.signal.aborted) throw cause;
    throw new RunnerError('service.failed', 'RabbitMQ does not answer.', {
      hint: 'Start it in the Services panel and verify again.',
      cause,
    });
  }
}
