import type { VerifyRow } from '#contract/messages/verify.ts';
import type { Block } from '#contract/read-fence.ts';
import type { Blocks } from '../blocks/blocks.ts';
import { complaint } from '../blocks/complaint.ts';
import { programName } from '../blocks/program-name.ts';
import type { Programs } from '../blocks/programs.ts';
import { RunnerError } from '../errors.ts';
import { type Lesson, requiredBlocks } from '../lessons/lesson.ts';
import type { Stack } from '../services/stack.ts';
import type { Verify } from '../verify/verify.ts';

/** The terminal of blocks that nobody looks at. */
const SIZE = { cols: 100, rows: 30 };

export type BringParts = { stack: Stack; blocks: Blocks; programs: Programs; verify: Verify };
export type BringOptions = {
  /** The lessons before the one that the learner wants to start with, in order. */
  lessons: readonly Lesson[];
  signal: AbortSignal;
  /** A block begins, or the checks of its lesson are awaited; `done` blocks have run. */
  reached: (at: { lesson: string; block?: string }, done: number) => void;
  /** All that a lesson requires has run, and its checks hold. */
  brought: (lesson: Lesson) => void;
};

/**
 * Does lessons as a learner would: every block that they require, and after each lesson a look whether its checks hold,
 * as streams settle late and the next lesson builds on them. A lesson of which they hold counts as brought, not as passed.
 * @throws RunnerError 'track.failed' with the lesson and what the learner can do; what the stack and blocks throw
 */
export async function bring(
  { stack, blocks, programs, verify }: BringParts,
  { lessons, signal, reached, brought }: BringOptions,
): Promise<void> {
  await startServices(stack, { lessons, signal });
  let done = 0;
  for (const lesson of lessons) {
    const required = requiredBlocks(lesson, stack.id);
    for (const block of required) {
      signal.throwIfAborted();
      reached({ lesson: lesson.id, block: block.id }, done);
      const end = () => void blocks.stop(lesson, block).catch(() => undefined); // It may have ended by itself just now.
      signal.addEventListener('abort', end);
      const status = await blocks.runToEnd(lesson, block, SIZE).finally(() => signal.removeEventListener('abort', end));
      signal.throwIfAborted();
      const why = complaint(status);
      if (why !== undefined) throw blockFailed(lesson, block, why);
      done++;
    }
    reached({ lesson: lesson.id }, done);
    const row = await verify.missing(lesson, signal);
    signal.throwIfAborted();
    const ended = programs.failed(lesson).find((program) => required.some(({ id }) => id === program.block));
    if (ended) throw programEnded(lesson, ended);
    if (row) throw checkFailed(lesson, row);
    brought(lesson);
  }
}

/** A learner may have stopped them; blocks wait for what is starting, not for what is down. */
async function startServices(
  stack: Stack,
  { lessons, signal }: { lessons: readonly Lesson[]; signal: AbortSignal },
): Promise<void> {
  const named = new Set(lessons.flatMap(({ fields }) => fields.services));
  const down = stack.status().services.filter(({ service, available, state }) => {
    return named.has(service) && available && (state === 'stopped' || state === 'failed');
  });
  for (const { service } of down) {
    signal.throwIfAborted();
    await stack.start(service);
  }
}

const LOOK_AT_OUTPUT = 'Open that lesson and look at its output; or reset the track and start afresh.';

function blockFailed({ fields }: Lesson, block: Block, why: string): RunnerError {
  const what = block.attributes.background
    ? `The program ${programName(block)} of “${fields.title}” did not become ready`
    : `The block ${block.id} of “${fields.title}” did not end as it should`;
  return new RunnerError('track.failed', `${what}: ${why}.`, {
    hint: LOOK_AT_OUTPUT,
  });
}

function programEnded({ fields }: Lesson, { name, how, newest }: ReturnType<Programs['failed']>[number]): RunnerError {
  const said = newest ? ` Its last line: ${newest}` : '';
  return new RunnerError('track.failed', `The program ${name} of “${fields.title}” has ended: ${how}.${said}`, {
    hint: LOOK_AT_OUTPUT,
  });
}

function checkFailed({ fields }: Lesson, { title, hint }: VerifyRow): RunnerError {
  return new RunnerError('track.failed', `The blocks of “${fields.title}” ran, but this does not hold: ${title}.`, {
    hint: hint ?? 'Open that lesson and verify it; or reset the track and start afresh.',
  });
}
