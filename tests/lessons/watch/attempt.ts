import type { VerifyRow } from '#contract/messages/verify.ts';
import type { Lesson } from '../../../runner/lessons/lesson.ts';
import { blockFailure, type Failure, proveLesson, runnable, type Watch } from '../prove-lesson.ts';
import type { BlockOutcome, ProvingGround } from '../proving-ground.ts';
import { stableOutput } from '../recording/take-outputs.ts';

/** How a block ended in an attempt; `output` is plain and without the time of the run. */
export type AttemptedBlock = { problem?: string; output: string; hash: string };

/** One go at a lesson, as far as it came. */
export type Attempt = {
  blocks: Map<string, AttemptedBlock>;
  /** What Verify said. */
  rows: VerifyRow[];
  failures: Failure[];
  /** All the lesson has, reached or not. */
  ids: { blocks: string[]; checks: string[] };
  ms: number;
};

/** Proves a lesson once and once more, without the skip test, and keeps what its learner would see the first time. */
export async function attemptLesson(
  ground: ProvingGround,
  lesson: Lesson,
  { from, contentDir, watch }: { from: number; contentDir: string; watch: Watch },
): Promise<Attempt> {
  const attempt = newAttempt(ground, lesson);
  const ran = listener(attempt, { ground, lesson, from, contentDir });
  const verified = (rows: VerifyRow[]) => {
    attempt.rows.push(...rows);
  };
  const { failures, ms } = await proveLesson(ground, lesson, { skipTest: false, watch, audience: { ran, verified } });
  return { ...attempt, failures, ms };
}

/** Runs a lesson up to one block. */
export async function attemptBlock(
  ground: ProvingGround,
  lesson: Lesson,
  { block, from, contentDir, watch }: { block: string; from: number; contentDir: string; watch: Watch },
): Promise<Attempt> {
  const attempt = newAttempt(ground, lesson);
  const ran = listener(attempt, { ground, lesson, from, contentDir });
  const all = runnable(lesson, ground.stack);
  const started = performance.now();
  for (const id of all.slice(0, all.indexOf(block) + 1)) {
    watch(id);
    const outcome = await ground.run(lesson, id);
    ran(outcome);
    if (!outcome.problem) continue;
    attempt.failures.push(blockFailure(outcome, `up to ${block}`));
    break;
  }
  return { ...attempt, ids: { ...attempt.ids, checks: [] }, ms: Math.round(performance.now() - started) };
}

function newAttempt(ground: ProvingGround, lesson: Lesson): Attempt {
  const ids = { blocks: runnable(lesson, ground.stack), checks: lesson.fields.checks.map(({ id }) => id) };
  return { blocks: new Map(), rows: [], failures: [], ids, ms: 0 };
}

function listener(
  attempt: Attempt,
  { ground, lesson, from, contentDir }: { ground: ProvingGround; lesson: Lesson; from: number; contentDir: string },
): (outcome: BlockOutcome) => void {
  const stable = stableOutput(ground, lesson, { from, contentDir });
  return ({ block, problem, output }) => {
    const hash = lesson.blocks.find(({ id }) => id === block)?.hash ?? '';
    attempt.blocks.set(block, { ...(problem && { problem }), output: stable(output), hash });
  };
}
