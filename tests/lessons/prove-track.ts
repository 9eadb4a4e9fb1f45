import type { StackId } from '#contract/ids.ts';
import type { Lesson } from '../../runner/lessons/lesson.ts';
import type { TrackPlan } from './plan.ts';
import { blockFailure, type Failure, type Proof, proveLesson, runnable, startPrograms, waitingFor } from './prove-lesson.ts';
import type { ProvingGround } from './proving-ground.ts';
import type { Report } from './report.ts';

/**
 * Proves the lessons of a track one after the other, each from where the one before left the stack. A lesson that
 * fails does not end the track: the next ones may show the same mistake more clearly.
 */
export async function* proveTrack(
  ground: ProvingGround,
  { before, prove }: TrackPlan,
  { skipTest, report }: { skipTest: boolean; report: Report },
): AsyncGenerator<Proof> {
  const obstacle = await reachStart(ground, before, report).catch((error: unknown) => runnerFailure(error, ground));
  for (const lesson of prove) {
    if (obstacle) {
      yield notProven(lesson, ground.stack, obstacle);
      continue;
    }
    const leftOut = ground.whyNotHere(lesson);
    if (leftOut !== undefined) {
      yield { ...notProven(lesson, ground.stack), leftOut };
      continue;
    }
    const watch = (doing: string) => report.doing(`… ${lesson.fields.title}: ${doing}`);
    try {
      yield await proveLesson(ground, lesson, { skipTest, watch });
    } catch (error) {
      yield notProven(lesson, ground.stack, runnerFailure(error, ground));
    }
  }
}

/** Runs the blocks of earlier lessons, but for those of the other stack; gives back what stood in the way. */
export async function reachStart(ground: ProvingGround, before: readonly Lesson[], report: Report): Promise<Failure | undefined> {
  await ground.start();
  for (const lesson of before) {
    if (ground.whyNotHere(lesson) !== undefined) continue;
    report.step(`… on the way, ${lesson.fields.title}`);
    await startPrograms(ground, lesson);
    for (const block of runnable(lesson, ground.stack)) {
      report.doing(`… on the way, ${lesson.fields.title}: ${waitingFor(lesson, block)}`);
      const outcome = await ground.run(lesson, block);
      if (outcome.problem) return blockFailure(outcome, `on the way, in ${lesson.id}`);
    }
  }
  return undefined;
}

/** The runner did not start, ended, or did not answer: no mistake of the lesson, and no proof either. */
export function runnerFailure(error: unknown, ground: ProvingGround): Failure {
  const [what = '', ...more] = (error as Error).message.split('\n');
  return { step: 'the runner', what, seen: [...more, ground.runnerOutput()].join('\n').trim() };
}

function notProven(lesson: Lesson, stack: StackId, ...failures: Failure[]): Proof {
  return {
    lesson: lesson.id,
    title: lesson.fields.title,
    passed: false,
    ms: 0,
    blocks: runnable(lesson, stack).length,
    checks: lesson.fields.checks.length,
    skipTest: undefined,
    failures,
  };
}
