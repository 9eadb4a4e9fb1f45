import { PEEK_MESSAGES } from '#contract/limits.ts';
import type { PeekedMessage } from '#contract/messages/pipeline.ts';
import type { ObserverOf, Peeked, Seen } from '../../pipeline/define-observer.ts';
import { peekedText, shortText } from '../../pipeline/peeked-text.ts';
import { type GotMessage, type QueueStats, rabbitmqClient } from './client.ts';

/** Queues of a picture are those of the virtual host that is always there. */
const VHOST = '/';
const MARK = 'To look, RabbitMQ takes the oldest messages out and puts them back. From then on they are marked as redelivered.';

/**
 * What a picture can show of RabbitMQ. Depths are counted when asked; what came and went is what the broker counted,
 * which on a real one is some seconds old.
 */
export const rabbitmqObserver = {
  observe: async (things, context) => {
    const client = rabbitmqClient(context);
    const [queues = [], stats = []] = await Promise.all([client.queues(VHOST), client.stats(VHOST)]);
    return things.map(({ name }): Seen => {
      const queue = queues.find((candidate) => candidate.name === name);
      if (!queue) return { isThere: false };
      return { isThere: true, count: queue.messages, noun: 'waiting', ...flow(stats.find((counted) => counted.name === name)) };
    });
  },
  list: async (context) =>
    ((await rabbitmqClient(context).queues(VHOST)) ?? []).map(({ name }) => ({ kind: 'queue' as const, name })),
  peek: async ({ name }, context) => {
    const client = rabbitmqClient(context);
    const queue = (await client.queues(VHOST))?.find((candidate) => candidate.name === name);
    const total = queue?.messages ?? 0;
    const seen = { total, noun: 'messages', order: 'newest first' as const, messages: [] };
    if (!queue) return { ...seen, state: 'missing' };
    const newest = await client.newest(VHOST, name);
    if (newest) return { ...seen, state: 'seen', messages: newest.map((message, index) => shown(message, total - index)) };
    return await peekMarking({ ...seen, order: 'oldest first', mark: MARK }, context.mayMark, () =>
      client.first(VHOST, name, PEEK_MESSAGES),
    );
  },
} satisfies ObserverOf<'rabbitmq'>;

/** The real broker hands out messages as to a consumer: the oldest, with a mark. */
async function peekMarking(
  seen: Omit<Peeked, 'state'>,
  mayMark: boolean,
  get: () => Promise<GotMessage[] | undefined>,
): Promise<Peeked> {
  if (seen.total === 0) return { ...seen, state: 'seen' };
  if (!mayMark) return { ...seen, state: 'asking' };
  const first = await get();
  if (!first) return { ...seen, state: 'missing' };
  return { ...seen, state: 'seen', messages: first.map((message, index) => shown(message, index + 1)) };
}

/** Nothing is counted before the first message. A message that was rejected or purged went to nobody. */
function flow(stats: QueueStats | undefined): { arrived: number; left: number; facts?: string[] } {
  const { publish = 0, ack = 0, get_no_ack = 0, deliver_no_ack = 0 } = stats?.message_stats ?? {};
  const consumers = stats?.consumers ?? 0;
  return {
    arrived: publish,
    left: ack + get_no_ack + deliver_no_ack,
    ...(consumers > 0 && { facts: [`${consumers} ${consumers === 1 ? 'consumer' : 'consumers'}`] }),
  };
}

function shown(message: GotMessage, place: number): PeekedMessage {
  const properties = Array.isArray(message.properties) ? {} : message.properties;
  const { headers, timestamp, ...rest } = properties as { headers?: Record<string, unknown>; timestamp?: number };
  const bytes = Buffer.from(message.payload, message.payload_encoding === 'string' ? 'utf8' : 'base64');
  return {
    place: `#${place}`,
    // AMQP's timestamp is what the publisher says, in seconds.
    ...(typeof timestamp === 'number' && { at: timestamp * 1_000 }),
    value: peekedText(bytes),
    headers: Object.entries(headers ?? {}).map(([name, value]) => ({ name: shortText(name), value: shortText(value) })),
    facts: [
      `exchange ${message.exchange === '' ? '(default)' : shortText(message.exchange)}`,
      `routing key ${shortText(message.routing_key)}`,
      ...Object.entries(rest).map(([name, value]) => `${name} ${shortText(value)}`),
      ...(message.redelivered ? ['delivered before'] : []),
    ],
  };
}
