import * as z from 'zod';
import { fileName } from '../block.ts';
import { lessonId, requestId, runId, seq, slug } from '../ids.ts';
import { blockStatus } from './block.ts';

const where = { lesson: lessonId, block: slug };

/** A block that goes on in the background: where it is, and how. */
export const programStatus = z.strictObject({
  lesson: lessonId,
  /** The title of its lesson. */
  title: z.string(),
  /** The file of the workspace that it runs. */
  file: fileName.optional(),
  status: blockStatus,
});
export type ProgramStatus = z.infer<typeof programStatus>;

/** A background block by its place. */
export const programPlace = z.strictObject(where);
export type ProgramPlace = z.infer<typeof programPlace>;

/** How fast a program shows lines, and the newest one. */
export const programPace = z.strictObject({ ...where, newest: z.string(), perSecond: z.number().min(0) });
export type ProgramPace = z.infer<typeof programPace>;

/** Start what a lesson needs and does not run, in order, each when the one before is ready; answered when all are. */
export const programStart = z.strictObject({ type: z.literal('program.start'), id: requestId, lesson: lessonId });
/** Run a background block once more, as the learner left it. It is ended by `block.stop`. */
export const programRun = z.strictObject({ type: z.literal('program.run'), id: requestId, ...where });
/** Hear of the pace of all programs, or no more. */
export const programWatch = z.strictObject({ type: z.literal('program.watch'), id: requestId, watches: z.boolean() });
/** Hear the output of a program's latest run, from the start of what is kept. */
export const programAttach = z.strictObject({ type: z.literal('program.attach'), id: requestId, ...where });
/** Hear it no more. */
export const programDetach = z.strictObject({ type: z.literal('program.detach'), id: requestId, ...where });
/** The page has drawn this much more (characters). No reply. */
export const programAck = z.strictObject({ type: z.literal('program.ack'), ...where, run: runId, chars: z.int().min(1) });

/** All background blocks of all lessons on the stack in use, whenever one has another state. */
export const programList = z.strictObject({ type: z.literal('program.list'), programs: z.array(programStatus) });
/** The pace of those that run or ran; once a second, to pages that watch. */
export const programPaces = z.strictObject({ type: z.literal('program.paces'), paces: z.array(programPace) });
/** Output of a program; `seq` is the position of its first character. */
export const programData = z.strictObject({ type: z.literal('program.data'), ...where, run: runId, seq, data: z.string() });
/** Output up to `toSeq` is gone. */
export const programGap = z.strictObject({
  type: z.literal('program.gap'),
  ...where,
  run: runId,
  toSeq: seq,
  linesGone: z.int().min(0),
});
