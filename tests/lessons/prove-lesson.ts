import type { StackId } from '#contract/ids.ts';
import type { VerifyRow, VerifyStatus } from '#contract/messages/verify.ts';
import { type Lesson, requiredBlocks, runnableBlocks } from '../../runner/lessons/lesson.ts';
import { RequestRefused } from '../support/runner-client.ts';
import type { BlockOutcome, EndedProgram, ProvingGround } from './proving-ground.ts';
import { plainText } from './recording/plain-text.ts';
import { blocksWithout } from './without-block.ts';

/** Something a learner would stumble over: in which step, what, and what they would see. */
export type Failure = { step: string; what: string; seen?: string };

/** What proving a lesson found. */
export type Proof = {
  lesson: string;
  title: string;
  passed: boolean;
  /** Running the blocks and Verify the first time (ms). */
  ms: number;
  blocks: number;
  checks: number;
  /** Blocks that the lesson was tried without, and how many of them Verify missed. Undefined: not tried. */
  skipTest: { tried: number; missed: number } | undefined;
  /** Why it was not tried at all: it is for the other stack. */
  leftOut?: string;
  failures: Failure[];
};

/** Called with what is being done, for whoever watches. */
export type Watch = (doing: string) => void;

/** Hears what a learner would see the first time. */
export type Audience = { ran: (outcome: BlockOutcome) => void; verified: (rows: VerifyRow[]) => void };

/** A row of Verify that took longer than this (ms) shows what settles late: looking once would not do. */
const SETTLED_MS = 500;
/** As many of the last lines of a program that has ended are shown. */
const LAST_LINES = 15;

/** The ids of the blocks a learner can run on a stack. */
export const runnable = (lesson: Lesson, stack: StackId): string[] => runnableBlocks(lesson, stack).map(({ id }) => id);

/**
 * Proves a lesson from the state that the ground is in: its checks fail before its blocks ran and hold afterwards,
 * also after a second time, every block ends as declared, and without any required block a check fails. The ground is
 * left in the state after the second time.
 */
export async function proveLesson(
  ground: ProvingGround,
  lesson: Lesson,
  { skipTest, watch, audience }: { skipTest: boolean; watch: Watch; audience?: Audience },
): Promise<Proof> {
  const failures: Failure[] = [];
  const before = skipTest ? await ground.snapshot() : undefined;
  await ground.start();
  watch('its programs');
  const programs = await programFailures(ground, lesson);
  failures.push(...programs);
  watch('before its blocks');
  failures.push(...(await failuresBefore(ground, lesson)));
  const started = performance.now();
  const first = await doLesson(ground, lesson, { step: 'the first time', watch, audience });
  const ms = Math.round(performance.now() - started);
  failures.push(...first.failures);
  if (failures.length === 0) failures.push(...(await doLesson(ground, lesson, { step: 'the second time', watch })).failures);
  // What a lesson that does not pass would fail without says nothing.
  const tried =
    before && failures.length === 0
      ? await trySkipping(ground, lesson, { before, watch, rows: first.verified?.rows ?? [] })
      : undefined;
  failures.push(...(tried?.failures ?? []));
  if (before) ground.forget(before);
  return {
    lesson: lesson.id,
    title: lesson.fields.title,
    passed: failures.length === 0,
    ms,
    blocks: runnable(lesson, ground.stack).length,
    checks: lesson.fields.checks.length,
    skipTest: tried && { tried: tried.tried, missed: tried.missed },
    failures,
  };
}

/** What it needs is running: earlier lessons have started it, or it is started now. Its own come with its blocks. */
export async function startPrograms(ground: ProvingGround, lesson: Lesson): Promise<void> {
  if (lesson.fields.programs.length > 0) await ground.startPrograms(lesson.id);
}

async function programFailures(ground: ProvingGround, lesson: Lesson): Promise<Failure[]> {
  try {
    await startPrograms(ground, lesson);
    return [];
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error;
    return [{ step: 'its programs', what: error.message }];
  }
}

async function failuresBefore(ground: ProvingGround, lesson: Lesson): Promise<Failure[]> {
  const { rows } = await ground.verify(lesson.id, { once: true });
  return lesson.fields.checks.flatMap(({ id, given }) => {
    const row = rows.find(({ check }) => check === id);
    const what = complaintBefore(row, given ?? false);
    return what ? [{ step: 'before its blocks', what: `check ${id} ${what}`, ...(row && { seen: rowInWords(row) }) }] : [];
  });
}

function complaintBefore(row: VerifyRow | undefined, given: boolean): string | undefined {
  if (!row) return 'has no row';
  if (given) return row.outcome === 'passed' ? undefined : 'is marked given and does not hold';
  if (row.outcome === 'passed') return 'holds already, so it proves nothing (or it wants `given: true`)';
  return row.outcome === 'error' ? 'could not be judged' : undefined;
}

async function doLesson(
  ground: ProvingGround,
  lesson: Lesson,
  { step, watch, audience }: { step: string; watch: Watch; audience?: Audience | undefined },
): Promise<{ failures: Failure[]; verified: VerifyStatus | undefined }> {
  const outcomes: BlockOutcome[] = [];
  for (const block of runnable(lesson, ground.stack)) {
    watch(`${step}: ${waitingFor(lesson, block)}`);
    const outcome = await ground.run(lesson, block);
    audience?.ran(outcome);
    if (outcome.problem) return { failures: [blockFailure(outcome, step)], verified: undefined };
    outcomes.push(outcome);
  }
  watch(`${step}: Verify`);
  const verified = await ground.verify(lesson.id);
  audience?.verified(verified.rows);
  const ended = (await ground.endedPrograms(lesson.id)).map((program) => programFailure(program, step));
  return { failures: [...failuresAfter(verified, step, outcomes), ...ended], verified };
}

/** A program that nobody stopped and that is no longer there, with the last that its learner would read. */
function programFailure({ block, how, output }: EndedProgram, step: string): Failure {
  const lines = plainText(output).split('\n').slice(-LAST_LINES);
  return { step, what: `the program ${block} has ended: ${how}`, seen: lines.join('\n') || 'No output.' };
}

/** A block as it is being run, with what it goes on until. */
export function waitingFor({ blocks }: Lesson, id: string): string {
  const { expect, follow, background } = blocks.find((block) => block.id === id)?.attributes ?? {};
  return expect !== undefined && (follow || background) ? `${id}, until it shows ${expect}` : id;
}

/** The checks that do not hold after the blocks, as the learner reads them, with what the block showed that should mend them. */
export function failuresAfter({ rows }: VerifyStatus, step: string, outcomes: readonly BlockOutcome[] = []): Failure[] {
  return rows.flatMap((row) => {
    if (row.outcome === 'passed') return [];
    const fix = outcomes.find(({ block }) => block === row.fix);
    const shown = fix ? [`${fix.block} showed:`, plainText(fix.output) || 'No output.'] : [];
    return [{ step, what: `check ${row.check} does not hold after the blocks`, seen: [rowInWords(row), ...shown].join('\n') }];
  });
}

/** Runs the lesson without each block that it requires, from a snapshot of the state before it. `rows`: what Verify said when none was left out. */
export async function trySkipping(
  ground: ProvingGround,
  lesson: Lesson,
  { before, watch, rows }: { before: string; watch: Watch; rows: readonly VerifyRow[] },
): Promise<{ tried: number; missed: number; failures: Failure[] }> {
  const after = await ground.snapshot();
  const soon = new Set(rows.filter(({ ms }) => (ms ?? 0) < SETTLED_MS).map(({ check }) => check));
  const failures: Failure[] = [];
  const blocks = requiredBlocks(lesson, ground.stack).map(({ id }) => id);
  for (const [index, block] of blocks.entries()) {
    watch(`without ${block} (${index + 1} of ${blocks.length})`);
    await ground.restore(before);
    const without = await doWithout(ground, lesson, { block, soon });
    if (without.every(({ outcome }) => outcome === 'passed'))
      failures.push({
        step: `without block ${block}`,
        what: 'Verify passes all the same: no check misses it. Add a check, or mark the block `optional`',
      });
  }
  await ground.restore(after);
  ground.forget(after);
  return { tried: blocks.length, missed: blocks.length - failures.length, failures };
}

/**
 * Runs a lesson without one of its blocks, whatever becomes of the others, and gives back what Verify says.
 * `soon`: checks that hold at the first look, if at all; when one of them does not, the others need not be waited for.
 */
export async function doWithout(
  ground: ProvingGround,
  lesson: Lesson,
  { block, soon = new Set() }: { block: string; soon?: ReadonlySet<string> },
): Promise<VerifyRow[]> {
  await startPrograms(ground, lesson);
  for (const other of blocksWithout(runnableBlocks(lesson, ground.stack), block)) await ground.run(lesson, other.id);
  if (soon.size > 0) {
    const { rows } = await ground.verify(lesson.id, { once: true });
    const misses = rows.some(({ check, outcome }) => soon.has(check) && outcome !== 'passed');
    if (misses || rows.every(({ check }) => soon.has(check))) return rows;
  }
  return (await ground.verify(lesson.id)).rows;
}

/** A block that did not end as declared, with the output that its learner would look at. */
export function blockFailure({ block, problem, output }: BlockOutcome, step: string): Failure {
  return { step, what: `block ${block}: ${problem}`, seen: plainText(output) || 'No output.' };
}

/** A row as the learner reads it. */
export function rowInWords({ title, outcome, expected, actual, hint, fix }: VerifyRow): string {
  const lines = [`${outcome === 'passed' ? '✓' : '✗'} ${title}`];
  if (expected) lines.push(`  Expected  ${expected}`);
  if (actual) lines.push(`  Found     ${actual}`);
  if (hint && outcome !== 'passed') lines.push(`  Hint      ${hint}`);
  if (fix && outcome !== 'passed') lines.push(`  Block     ${fix}`);
  return lines.join('\n');
}
