import { basename } from 'node:path';
import { RunnerError } from '../../../runner/errors.ts';
import type { Lesson } from '../../../runner/lessons/lesson.ts';
import { OptionError, type Options } from '../options.ts';
import { makePlan, type TrackPlan } from '../plan.ts';
import { trySkipping } from '../prove-lesson.ts';
import { reachStart, runnerFailure } from '../prove-track.ts';
import type { ProvingGround } from '../proving-ground.ts';
import { failureText, type Report } from '../report.ts';
import { type Attempt, attemptBlock, attemptLesson } from './attempt.ts';
import { lessonMistakes } from './lesson-mistakes.ts';
import { whatChanged } from './what-changed.ts';

/** `find` gives the lesson's folder as it is called now: a lesson may get another number, or go. */
type RoundWork = { contentDir: string; id: string; find: () => string | undefined; options: Options; report: Report };

/** Proves one lesson again and again on one ground, each time from the state before it, and says what changed. */
export class Round {
  #ground: ProvingGround;
  #work: RoundWork;
  /** A ground without anything, and the state before the lesson: snapshots. */
  #empty: string | undefined;
  #start: string | undefined;
  /** The ground is in the state before the lesson, and its runner runs. */
  #atStart = false;
  #from = Date.now();
  #last: Attempt | undefined;
  #number = 0;
  #isTold = false;

  constructor(ground: ProvingGround, work: RoundWork) {
    this.#ground = ground;
    this.#work = work;
  }

  /** Everything was said of the last proof: what is still done is for the next. */
  get isTold(): boolean {
    return this.#isTold;
  }

  /** Proves the lesson as it is now and says what came of it; never rejects. */
  async prove(): Promise<undefined> {
    const number = ++this.#number;
    this.#isTold = false;
    const say = (text: string) => {
      if (this.#number === number) this.#work.report.say(text);
    };
    try {
      await this.#prove(say);
    } catch (error) {
      const isKnown = error instanceof OptionError || error instanceof RunnerError;
      const hint = error instanceof RunnerError ? (error.hint ?? '') : '';
      say(isKnown ? `✗ ${error.message} ${hint}`.trimEnd() : failureText(runnerFailure(error, this.#ground)));
    }
  }

  /** Ends a proof in the middle. */
  async cancel(proving: Promise<unknown>): Promise<void> {
    this.#number++;
    await this.#ground.halt();
    await proving;
    this.#ground.resume();
    this.#atStart = false;
  }

  /** The state before the lesson is no longer what it was. */
  forgetStart(): void {
    if (this.#start !== undefined) this.#ground.forget(this.#start);
    this.#start = undefined;
    this.#atStart = false;
  }

  async #prove(say: (text: string) => void): Promise<void> {
    const { contentDir, id, find, options, report } = this.#work;
    const dir = find();
    if (dir === undefined) {
      say(`✗ ${id} is gone: no folder of its track is called NN-${id.split('/')[1]}. It is proven when there is one again.`);
      return;
    }
    const mistakes = await lessonMistakes(contentDir, dir);
    if (mistakes.length > 0) {
      say([`✗ ${basename(dir)} has ${mistakes.length === 1 ? 'a mistake' : 'mistakes'}:`, ...mistakes.map(indent)].join('\n'));
      return;
    }
    const plan = makePlan(contentDir, options)[0];
    const lesson = plan?.prove[0];
    if (!plan || !lesson || !(await this.#reach(plan, say))) return;
    this.#atStart = false;
    const { block } = options;
    const watch = (doing: string) => report.doing(`… ${doing}`);
    const context = { from: this.#from, contentDir, watch };
    const attempt = await (block === undefined
      ? attemptLesson(this.#ground, lesson, context)
      : attemptBlock(this.#ground, lesson, { ...context, block }));
    const skips = options.skipTest && block === undefined && attempt.failures.length === 0;
    say(attemptText(lesson, attempt, { before: this.#last, block, skips }));
    this.#last = attempt;
    if (skips) await this.#skip(lesson, attempt, say);
    this.#isTold = true;
    // Ready for the next save.
    await this.#goToStart();
  }

  async #skip(lesson: Lesson, { rows }: Attempt, say: (text: string) => void): Promise<void> {
    const before = this.#start;
    if (before === undefined) return;
    const watch = (doing: string) => this.#work.report.doing(`… ${doing}`);
    const { tried, missed, failures } = await trySkipping(this.#ground, lesson, { before, watch, rows });
    const name = `${failures.length === 0 ? '✓' : '✗'} ${nameOf(lesson)}`;
    say([`${name} · without a block: ${missed} of ${tried} noticed`, ...failures.map(failureText)].join('\n'));
  }

  /** Brings the ground to where the lesson begins, over the lessons before it only when it must. */
  async #reach({ before }: TrackPlan, say: (text: string) => void): Promise<boolean> {
    this.#empty ??= await this.#ground.snapshot();
    if (this.#start === undefined) {
      await this.#ground.restore(this.#empty);
      this.#from = Date.now();
      const obstacle = await reachStart(this.#ground, before, this.#work.report);
      if (obstacle) say(failureText(obstacle));
      if (obstacle) return false;
      this.#start = await this.#ground.snapshot();
    }
    await this.#goToStart();
    return true;
  }

  async #goToStart(): Promise<void> {
    if (this.#start === undefined || this.#atStart) return;
    await this.#ground.restore(this.#start);
    this.#atStart = true;
  }
}

const indent = (line: string): string => `    ${line}`;

function attemptText(
  lesson: Lesson,
  attempt: Attempt,
  { before, block, skips }: { before: Attempt | undefined; block: string | undefined; skips: boolean },
): string {
  const { ms, ids, failures } = attempt;
  const passed = failures.length === 0;
  const size = block === undefined ? `${count(ids.blocks, 'block')}, ${count(ids.checks, 'check')}` : `up to ${block}`;
  const time = `${seconds(ms)}${before ? ` (before: ${seconds(before.ms)})` : ''}`;
  const shown = block === undefined ? undefined : attempt.blocks.get(block);
  return [
    // Whether the lesson passes is known when each block was left out.
    `${skips ? '…' : passed ? '✓' : '✗'} ${nameOf(lesson)} · ${time} · ${size}`,
    ...(before ? whatChanged(before, attempt) : []),
    ...(shown && !shown.problem ? [shown.output || 'No output.'] : []),
    ...failures.map(failureText),
  ].join('\n');
}

const count = (ids: readonly string[], what: string): string => `${ids.length} ${ids.length === 1 ? what : `${what}s`}`;
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const nameOf = (lesson: Lesson): string => lesson.id.split('/').at(-1) ?? lesson.id;
