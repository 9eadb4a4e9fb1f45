import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { checkTitle } from '#contract/checks/checks.ts';
import { type VerifyRow, type VerifyStatus, verifyStatus } from '#contract/messages/verify.ts';
import { RunnerError } from '../errors.ts';
import { findChecks, type Lesson } from '../lessons/lesson.ts';
import { readJson, writeJson } from '../lib/json-file.ts';
import type { CheckContext } from './define-check.ts';
import { look } from './look.ts';

export type VerifyOptions = {
  /** Where results are kept. */
  dir: string;
  context: (lesson: Lesson) => Omit<CheckContext, 'signal'>;
  /** Programs of a lesson that have ended with an error: what they should bring cannot hold. */
  ended: (lesson: Lesson) => readonly Ended[];
  row: (lesson: string, row: VerifyRow) => void;
  changed: (lesson: string, status: VerifyStatus) => void;
  /** All checks of a lesson held. */
  passed: (lesson: Lesson) => void;
};

/** How a program ended, and the last line that it showed. */
type Ended = { block: string; name: string; how: string; newest: string };

const keptSchema = z.object({ exercise: z.string(), status: verifyStatus });

/** Verifies lessons on one stack, one Verify per lesson at a time, and keeps the latest result of each. */
export class Verify {
  #options: VerifyOptions;
  #running = new Map<string, { status: VerifyStatus; abort: AbortController }>();

  constructor(options: VerifyOptions) {
    this.#options = options;
  }

  /** The running or latest Verify of a lesson. A result from before the lesson changed does not count. */
  status(lesson: Lesson): VerifyStatus {
    const running = this.#running.get(lesson.id);
    if (running) return running.status;
    return this.#kept(lesson) ?? { state: 'idle', whole: true, rows: [] };
  }

  /**
   * Looks at all checks, or some; they do not need each other, so they look at the same time.
   * @throws RunnerError 'verify.busy' | 'check.unknown'
   */
  async start(
    lesson: Lesson,
    { checks: ids, once = false }: { checks?: readonly string[] | undefined; once?: boolean | undefined },
  ): Promise<VerifyStatus> {
    if (this.#running.has(lesson.id))
      throw new RunnerError('verify.busy', 'This lesson is being verified already.', {
        hint: 'Wait for the result; it shows in every tab.',
      });
    const checks = findChecks(lesson, ids);
    const abort = new AbortController();
    const started = performance.now();
    const status: VerifyStatus = {
      state: 'running',
      whole: !ids,
      rows: checks.map((check) => ({ check: check.id, title: checkTitle(check), phase: 'checking' })),
    };
    this.#running.set(lesson.id, { status, abort });
    this.#options.changed(lesson.id, status);
    const show = (row: VerifyRow): void => {
      status.rows = status.rows.map((shown) => (shown.check === row.check ? row : shown));
      this.#options.row(lesson.id, row);
    };
    let ended: VerifyStatus | undefined;
    try {
      const context = this.#options.context(lesson);
      const { signal } = abort;
      await Promise.all(
        checks.map(async (check) => show(this.#blamed(lesson, await look(check, { context, signal, once, soFar: show })))),
      );
      const ms = Math.round(performance.now() - started);
      if (!signal.aborted) ended = { ...status, ms, state: judge(status.rows) };
    } finally {
      this.#running.delete(lesson.id);
      // One that was stopped says nothing new: what was known before stands.
      this.#options.changed(lesson.id, ended ?? this.status(lesson));
    }
    if (ended) this.#keep(lesson, ended);
    return ended ?? this.status(lesson);
  }

  /** Looks until all checks of a lesson hold, without a word to anybody. Resolves with the first row that does not in time. */
  async missing(lesson: Lesson, signal: AbortSignal): Promise<VerifyRow | undefined> {
    const options = { context: this.#options.context(lesson), signal, once: false, soFar: () => undefined };
    const rows = await Promise.all(lesson.fields.checks.map((check) => look(check, options)));
    return rows.find(({ outcome }) => outcome !== 'passed');
  }

  /** Forgets what was found in the lessons of a track. */
  forget(track: string): void {
    for (const [id, { abort }] of this.#running) if (id.startsWith(`${track}/`)) abort.abort();
    rmSync(join(this.#options.dir, track), { recursive: true, force: true });
  }

  /** Stops looking. Nothing happens when nothing is being verified. */
  stop(lesson: Lesson): void {
    this.#running.get(lesson.id)?.abort.abort();
  }

  close(): void {
    for (const { abort } of this.#running.values()) abort.abort();
  }

  /** A check that misses what a program should bring is told that the program is no longer there, before anything else. */
  #blamed(lesson: Lesson, row: VerifyRow): VerifyRow {
    if (row.outcome === 'passed' || row.fix === undefined) return row;
    const ended = this.#options.ended(lesson).find(({ block }) => block === row.fix);
    if (!ended) return row;
    const said = ended.newest ? ` Its last line: ${ended.newest}` : '';
    return { ...row, hint: `The program ${ended.name} has ended: ${ended.how}. Run it again, or look at its output.${said}` };
  }

  /** The latest result; undefined when there is none, or the lesson changed since. */
  #kept(lesson: Lesson): VerifyStatus | undefined {
    const kept = readJson(this.#fileOf(lesson), keptSchema);
    return kept?.exercise === lesson.exerciseHash ? kept.status : undefined;
  }

  /** Keeps a result for reloads. */
  #keep(lesson: Lesson, ended: VerifyStatus): void {
    writeJson(this.#fileOf(lesson), { exercise: lesson.exerciseHash, status: this.#merged(lesson, ended) });
    if (ended.state === 'passed' && ended.whole) this.#options.passed(lesson);
  }

  /** What is kept after a step's Verify: the whole lesson's rows as they were, with the step's new ones among them. */
  #merged(lesson: Lesson, ended: VerifyStatus): VerifyStatus {
    const before = ended.whole ? undefined : this.#kept(lesson);
    if (!before?.whole || before.rows.length === 0) return ended;
    const rows = before.rows.map((row) => ended.rows.find(({ check }) => check === row.check) ?? row);
    return { ...before, state: judge(rows), rows };
  }

  #fileOf(lesson: Lesson): string {
    return join(this.#options.dir, `${lesson.id}.json`);
  }
}

function judge(rows: readonly VerifyRow[]): 'passed' | 'failed' {
  return rows.every(({ outcome }) => outcome === 'passed') ? 'passed' : 'failed';
}
