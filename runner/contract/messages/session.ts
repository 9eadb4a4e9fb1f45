import * as z from 'zod';
import { errorBody } from '../error.ts';
import { requestId } from '../ids.ts';
import { programStatus } from './program.ts';
import { progress } from './progress.ts';
import { stackStatus } from './stack.ts';
import { terminalStatus } from './terminal.ts';
import { trackStatus } from './track.ts';

/** The first message of a connection. */
export const sessionHello = z.strictObject({ type: z.literal('session.hello'), id: requestId, version: z.int() });

/** The answer to `session.hello`: everything a page shows that is not of one lesson. */
export const sessionWelcome = z.strictObject({
  type: z.literal('session.welcome'),
  id: requestId,
  version: z.int(),
  /** The runner's own version, for the foot of the page. */
  runner: z.string(),
  /** Changes with every start of the runner: a page that sees another one knows that runs were interrupted. */
  start: z.string(),
  stack: stackStatus,
  progress,
  terminals: z.array(terminalStatus),
  programs: z.array(programStatus),
  /** The latest order for a track, if there was one. */
  track: trackStatus.optional(),
});

/** A request was carried out and has nothing more to say. */
export const requestDone = z.strictObject({ type: z.literal('request.done'), id: requestId });

/** A request was refused; without an id the message could not be read far enough to have one. */
export const requestFailed = z.strictObject({ type: z.literal('request.failed'), id: requestId.optional(), error: errorBody });
