import * as z from 'zod';
import { checkBase, match } from './base.ts';

/** An address inside the stack's network: `http://rabbitmq:15672/api/overview`. */
const url = z
  .url({ protocol: /^http$/, error: 'an address of the stack, such as http://rabbitmq:15672/api/overview' })
  .refine((address) => !/^http:\/\/(localhost|127\.0\.0\.1)\b/.test(address), {
    error: 'the name of a service is wanted, such as http://rabbitmq:15672; localhost is another machine on the Docker stack',
  });

/** `name:password` for basic authentication. */
const user = z
  .string()
  .regex(/^[^:]+:.*$/, 'name:password')
  .optional();

/** `rabbitmq:15672`. The contract has no URL class: it is checked without DOM and Node types. */
const hostOf = (address: string) => address.split('/')[2] ?? address;

/** An address answers with a status. */
export const httpStatus = z.strictObject({
  ...checkBase,
  check: z.literal('http.status').describe('An address answers with a status.'),
  url,
  user,
  status: z.int().min(100).max(599).default(200),
});

/** An address answers with a JSON object that has the fields of `match`; with a list, one of its items has them. */
export const httpJson = z.strictObject({
  ...checkBase,
  check: z
    .literal('http.json')
    .describe('An address answers with a JSON object that has the fields of `match`; with a list, one of its items has them.'),
  url,
  user,
  match,
});

export const httpChecks = [httpStatus, httpJson] as const;

/** What each check proves, when the lesson does not say it. */
export const httpTitles = {
  'http.status': (c: z.infer<typeof httpStatus>) => `${hostOf(c.url)} answers`,
  'http.json': (c: z.infer<typeof httpJson>) => `${hostOf(c.url)} says what is expected`,
};
