import * as z from 'zod';
import { topicFilterFault } from '../topic-filter.ts';
import { checkBase, match } from './base.ts';

/** A message is on a topic: it is retained there, or comes while Verify listens. Nothing is taken and no session is made. */
export const mosquittoMessage = z.strictObject({
  ...checkBase,
  check: z
    .literal('mosquitto.message')
    .describe(
      'A message is on a topic, retained or coming while Verify listens, with a JSON payload that has the fields of `match`.',
    ),
  topic: z
    .string()
    .max(500)
    .superRefine((text, context) => {
      const message = topicFilterFault(text);
      if (message) context.addIssue({ code: 'custom', message });
    })
    .describe('The topic, or a filter with + and #.'),
  match: match.optional(),
});

export const mosquittoChecks = [mosquittoMessage] as const;

/** What the check proves, when the lesson does not say it. */
export const mosquittoTitles = {
  'mosquitto.message': ({ topic }: z.infer<typeof mosquittoMessage>) =>
    `A message comes on ${topic.length > 50 ? `${topic.slice(0, 49)}…` : topic}`,
};
