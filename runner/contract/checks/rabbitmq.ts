import * as z from 'zod';
import { checkBase, match, scalar } from './base.ts';

const vhost = z.string().default('/').describe('The virtual host.');

/** A queue is there, with these properties; or, with `absent`, is not there. */
export const rabbitmqQueue = z.strictObject({
  ...checkBase,
  check: z.literal('rabbitmq.queue').describe('A queue is there, with these properties; or, with `absent`, is not there.'),
  vhost,
  queue: z.string().min(1),
  durable: z.boolean().optional(),
  autoDelete: z.boolean().optional(),
  arguments: z.record(z.string(), scalar).optional(),
  absent: z.boolean().optional(),
});

/** Messages wait in a queue: at least or exactly so many whose JSON payload has the fields of `match`. They stay in the queue. */
export const rabbitmqMessages = z.strictObject({
  ...checkBase,
  check: z
    .literal('rabbitmq.messages')
    .describe(
      'Messages wait in a queue: at least or exactly so many whose JSON payload has the fields of `match`. They stay in the queue.',
    ),
  vhost,
  queue: z.string().min(1),
  atLeast: z.int().min(1).optional().describe('So many messages, or more.'),
  exactly: z.int().min(0).optional().describe('So many messages, no more.'),
  match: match.optional(),
});

/** An exchange is there, with these properties; or, with `absent`, is not there. */
export const rabbitmqExchange = z.strictObject({
  ...checkBase,
  check: z.literal('rabbitmq.exchange').describe('An exchange is there, with these properties; or, with `absent`, is not there.'),
  vhost,
  exchange: z.string().min(1),
  type: z.enum(['direct', 'fanout', 'topic', 'headers']).optional(),
  durable: z.boolean().optional(),
  absent: z.boolean().optional(),
});

/** A binding leads from an exchange to a queue. */
export const rabbitmqBinding = z.strictObject({
  ...checkBase,
  check: z.literal('rabbitmq.binding').describe('A binding leads from an exchange to a queue.'),
  vhost,
  exchange: z.string().min(1),
  queue: z.string().min(1),
  routingKey: z.string().optional(),
});

export const rabbitmqChecks = [rabbitmqQueue, rabbitmqMessages, rabbitmqExchange, rabbitmqBinding] as const;

/** What each check proves, when the lesson does not say it. */
export const rabbitmqTitles = {
  'rabbitmq.queue': (c: z.infer<typeof rabbitmqQueue>) =>
    c.absent ? `The queue ${c.queue} is gone` : `The queue ${c.queue} is there`,
  'rabbitmq.messages': (c: z.infer<typeof rabbitmqMessages>) =>
    c.exactly === 0 ? `${c.queue} is empty` : `Messages wait in ${c.queue}`,
  'rabbitmq.exchange': (c: z.infer<typeof rabbitmqExchange>) =>
    c.absent ? `The exchange ${c.exchange} is gone` : `The exchange ${c.exchange} is there`,
  'rabbitmq.binding': (c: z.infer<typeof rabbitmqBinding>) => `${c.exchange} delivers to ${c.queue}`,
};
