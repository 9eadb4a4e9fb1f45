import * as z from 'zod';
import { slug } from '../ids.ts';

/** What every check may say, whatever it looks at. */
export const checkBase = {
  /** The row's name inside the lesson. */
  id: slug,
  /** What the check proves, in the learner's words; without it the check's own words. */
  title: z.string().max(80).optional(),
  /** A precondition: it may hold before the lesson's blocks ran. */
  given: z.boolean().optional(),
  /** The block that would mend a failed row. */
  fix: z.string().optional(),
  /** The next thing to do when the row fails; without it the check's own words. */
  hint: z.string().max(300).optional(),
  /** Seconds the check may look before it has failed. */
  within: z.number().min(0).max(120).optional(),
};

/** A single value to compare with. */
export const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** Field → expected value; a dot reaches into objects: `{ 'message_stats.publish': 1 }`. */
export const match = z.record(z.string(), scalar);
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
