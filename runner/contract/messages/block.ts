import * as z from 'zod';
import { lessonId, requestId, runId, seq, slug, stackId } from '../ids.ts';
import { MAX_INPUT_CHARS, MAX_TEXT_CHARS } from '../limits.ts';
import { serviceId } from '../services.ts';

const where = { lesson: lessonId, block: slug };
const size = { cols: z.int().min(2).max(500), rows: z.int().min(2).max(300) };

/** `interrupted`: the runner ended while the block ran. */
export const blockState = z.enum(['idle', 'waiting', 'running', 'ok', 'failed', 'stopped', 'interrupted']);
export type BlockState = z.infer<typeof blockState>;

/** The line of the block's text where the error is that ended its program, from 1, and what it says. */
export const blockFault = z.strictObject({ line: z.int().min(1), what: z.string() });
export type BlockFault = z.infer<typeof blockFault>;

/** What is known of a block's latest run on the stack in use. */
export const blockStatus = z.strictObject({
  block: slug,
  state: blockState,
  /** The latest run; null when there was none or it was cleared. */
  run: runId.nullable(),
  /** The stack the output came from. */
  stack: stackId,
  /** The text that ran was the learner's own. */
  edited: z.boolean(),
  /** The learner's text, when it was edited. */
  text: z.string().optional(),
  /** The service a waiting block waits for. */
  waitingFor: z.union([serviceId, z.literal('shell')]).optional(),
  exitCode: z.int().optional(),
  /** Why a run failed, when the exit status does not say it: `did not show "RUNNING"`. */
  reason: z.string().optional(),
  /** Where in its text the error is that ended it, when it told. */
  fault: blockFault.optional(),
  /** A block in the background is ready, since this long after its start (ms). */
  readyMs: z.number().optional(),
  /** The title of a service of its lesson that lost its data after it ran. */
  emptied: z.string().optional(),
  /** How long it ran (ms). */
  ms: z.number().optional(),
  /** When it started (ms since 1970). */
  startedAt: z.number().optional(),
  /** The first and next position of the output that is kept; equal when there is none. */
  firstSeq: seq,
  nextSeq: seq,
  /** Lines that came before `firstSeq` and are gone. */
  linesGone: z.int().min(0),
});
export type BlockStatus = z.infer<typeof blockStatus>;

/** Run a block. The runner takes the text from the lesson and refuses a stale hash; `text` is sent for an edited block only. */
export const blockRun = z.strictObject({
  type: z.literal('block.run'),
  id: requestId,
  ...where,
  /** `hashText` of the text on the page as the lesson has it. */
  hash: z.string().max(16),
  text: z.string().max(MAX_TEXT_CHARS).optional(),
  ...size,
});
/** End a running or waiting block, with everything it started. */
export const blockStop = z.strictObject({ type: z.literal('block.stop'), id: requestId, ...where });
/** Forget a finished block's output and state. */
export const blockClear = z.strictObject({ type: z.literal('block.clear'), id: requestId, ...where });
/** The page has drawn this much more of the run's output (characters). No reply. */
export const blockAck = z.strictObject({ type: z.literal('block.ack'), ...where, run: runId, chars: z.int().min(1) });
/** Key strokes for a running block. No reply. */
export const blockInput = z.strictObject({
  type: z.literal('block.input'),
  ...where,
  run: runId,
  data: z.string().max(MAX_INPUT_CHARS),
});
/** The output under the block has another size now. No reply. */
export const blockResize = z.strictObject({ type: z.literal('block.resize'), ...where, run: runId, ...size });

/** A block's state changed. */
export const blockChanged = z.strictObject({ type: z.literal('block.state'), lesson: lessonId, status: blockStatus });
/** Output. `seq` is the position of its first character. */
export const blockData = z.strictObject({ type: z.literal('block.data'), ...where, run: runId, seq, data: z.string() });
/** Output up to `toSeq` is gone: it is no longer kept. What follows starts there. */
export const blockGap = z.strictObject({
  type: z.literal('block.gap'),
  ...where,
  run: runId,
  toSeq: seq,
  linesGone: z.int().min(0),
});
