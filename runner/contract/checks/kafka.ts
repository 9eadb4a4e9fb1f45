import * as z from 'zod';
import { checkBase, match, scalar } from './base.ts';

const topic = z.string().min(1).max(249).describe('The name of the topic.');

/** A topic is there, with so many partitions and these settings; or, with `absent`, is not there. */
export const kafkaTopic = z.strictObject({
  ...checkBase,
  check: z
    .literal('kafka.topic')
    .describe('A topic is there, with so many partitions and these settings; or, with `absent`, is not there.'),
  topic,
  partitions: z.int().min(1).optional().describe('So many partitions, no more and no less.'),
  configs: z
    .record(z.string(), scalar)
    .optional()
    .describe('Setting and expected value, as `kafka-configs` names them: { cleanup.policy: compact }.'),
  absent: z.boolean().optional(),
});

/**
 * Messages are in a topic: at least or exactly so many with this key, these headers, and a JSON value that has the fields of
 * `match`. Of a large topic the newest are looked at. Nothing is taken, and no group is left behind.
 */
export const kafkaMessages = z.strictObject({
  ...checkBase,
  check: z
    .literal('kafka.messages')
    .describe(
      'Messages are in a topic: at least or exactly so many with this key, these headers, and a JSON value that has the fields of `match`.',
    ),
  topic,
  partition: z.int().min(0).optional().describe('Only messages of this partition.'),
  atLeast: z.int().min(1).optional().describe('So many messages, or more.'),
  exactly: z.int().min(0).optional().describe('So many messages, no more.'),
  key: z.string().optional().describe('Only messages with this key.'),
  match: match.optional(),
  headers: z.record(z.string(), z.string()).optional().describe('Only messages with these headers: name and value.'),
});

/** A consumer group is there and has at most so many messages left to read; or, with `absent`, is not there. */
export const kafkaGroup = z.strictObject({
  ...checkBase,
  check: z
    .literal('kafka.group')
    .describe('A consumer group is there and has at most so many messages left to read; or, with `absent`, is not there.'),
  group: z.string().min(1).describe('The id of the group.'),
  topic: topic.optional().describe('It has read this topic, and only what is left of this one counts.'),
  lagAtMost: z.int().min(0).optional().describe('So many messages may be left, in all partitions together.'),
  absent: z.boolean().optional(),
});

export const kafkaChecks = [kafkaTopic, kafkaMessages, kafkaGroup] as const;

/** What each check proves, when the lesson does not say it. */
export const kafkaTitles = {
  'kafka.topic': (c: z.infer<typeof kafkaTopic>) =>
    c.absent ? `The topic ${short(c.topic)} is gone` : `The topic ${short(c.topic)} is there`,
  'kafka.messages': (c: z.infer<typeof kafkaMessages>) =>
    c.exactly === 0 ? `No such messages are in ${short(c.topic)}` : `Messages are in ${short(c.topic)}`,
  'kafka.group': (c: z.infer<typeof kafkaGroup>) =>
    c.absent
      ? `The group ${short(c.group)} is gone`
      : c.lagAtMost === 0
        ? `The group ${short(c.group)} has read everything`
        : `The group ${short(c.group)} is there`,
};

/** A name as it fits into a row. */
const short = (name: string): string => (name.length > 50 ? `${name.slice(0, 49)}…` : name);
