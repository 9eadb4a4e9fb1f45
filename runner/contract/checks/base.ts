import * as z from 'zod';
import { slug } from '../ids.ts';

/** A number of seconds; `30s` is none. */
export const seconds = z.number('a number of seconds is wanted, without a unit, such as 30');

/** What every check may say, whatever it looks at. */
export const checkBase = {
  id: slug.describe("The row's name inside the lesson."),
  title: z
    .string()
    .max(80)
    .optional()
    .describe("What the check proves, in the learner's words; without it the check's own words."),
  given: z.boolean().optional().describe("A precondition: it may hold before the lesson's blocks ran."),
  fix: z.string().optional().describe('The block that would mend a failed row.'),
  hint: z.string().max(300).optional().describe("The next thing to do when the row fails; without it the check's own words."),
  within: seconds.min(0).max(120).optional().describe('Seconds the check may look before it has failed.'),
};

/** A single value to compare with. */
export const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** Field → expected value; a dot reaches into objects: `{ 'message_stats.publish': 1 }`. */
export const match = z.record(z.string(), scalar).describe('Field and expected value; a dot reaches into objects.');
export type Match = z.infer<typeof match>;

/** `ACTION = PROCESS_CREATED and PID = 4`: a match in words. */
export function matchInWords(fields: Match): string {
  return Object.entries(fields)
    .map(([field, value]) => `${field} = ${value}`)
    .join(' and ');
}

/** `1 message`, `2 messages`. */
export function count(n: number, noun: string): string {
  return `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;
}
