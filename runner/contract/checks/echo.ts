import * as z from 'zod';
import { checkBase } from './base.ts';

/** The echo service was told this text. */
export const echoHeard = z.strictObject({
  ...checkBase,
  check: z.literal('echo.heard').describe('The echo service was told this text.'),
  text: z.string().min(1),
});

export const echoChecks = [echoHeard] as const;

/** What the check proves, when the lesson does not say it. */
export const echoTitles = { 'echo.heard': (c: z.infer<typeof echoHeard>) => `Echo has heard “${c.text}”` };
