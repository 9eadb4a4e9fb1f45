import { RunnerError } from '../../errors.ts';
import type { CheckContext } from '../../verify/define-check.ts';

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

/** Asks RabbitMQ's management API as guest, on either stack. `undefined` means that there is no such vhost. */
export type RabbitmqClient = {
  queues: (vhost: string) => Promise<QueueSeen[] | undefined>;
  exchanges: (vhost: string) => Promise<ExchangeSeen[] | undefined>;
  bindings: (vhost: string) => Promise<BindingSeen[] | undefined>;
  /** The payloads of the first `count` messages; they stay in the queue. */
  peek: (vhost: string, queue: string, count: number) => Promise<string[] | undefined>;
};

const API = 'http://rabbitmq:15672/api';
const GUEST = `Basic ${Buffer.from('guest:guest').toString('base64')}`;

/**
 * A client for one look.
 * @throws RunnerError 'service.failed' from each function when RabbitMQ does not answer or refuses.
 */
export function rabbitmqClient(context: CheckContext): RabbitmqClient {
  const get = <Body>(path: string) => ask<Body>(context, path);
  return {
    // Statistics lag by seconds; with them off, totals are counted when asked.
    queues: (vhost) => get(`/queues/${encodeURIComponent(vhost)}?disable_stats=true&enable_queue_totals=true`),
    exchanges: (vhost) => get(`/exchanges/${encodeURIComponent(vhost)}`),
    bindings: (vhost) => get(`/bindings/${encodeURIComponent(vhost)}`),
    peek: async (vhost, queue, count) => {
      const path = `/queues/${encodeURIComponent(vhost)}/${encodeURIComponent(queue)}/get`;
      const wanted = { ackmode: 'ack_requeue_true', encoding: 'auto', count };
      const messages = await ask<{ payload: string; payload_encoding: string }[]>(context, path, wanted);
      return messages?.map(({ payload, payload_encoding }) => (payload_encoding === 'string' ? payload : ''));
    },
  };
}

async function ask<Body>(context: CheckContext, path: string, body?: unknown): Promise<Body | undefined> {
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

async function send(context: CheckContext, path: string, body: unknown): Promise<Response> {
  const url = context.resolve(API + path);
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
