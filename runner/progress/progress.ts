import { join } from 'node:path';
import * as z from 'zod';
import type { Progress as ProgressMessage } from '#contract/messages/progress.ts';
import type { Lesson } from '../lessons/lesson.ts';
import type { Lessons } from '../lessons/lessons.ts';
import { readJson, writeJson } from '../lib/json-file.ts';

const schema = z.object({
  lessons: z.record(z.string(), z.object({ passedAt: z.number(), exercise: z.string(), brought: z.literal(true).optional() })),
  last: z.string().optional(),
});

/** Which lessons the learner has passed on one stack, on disk. */
export class Progress {
  #file: string;
  #lessons: Lessons;
  #kept: z.infer<typeof schema>;

  constructor(dir: string, lessons: Lessons) {
    this.#file = join(dir, 'progress.json');
    this.#lessons = lessons;
    this.#kept = readJson(this.#file, schema) ?? { lessons: {} };
  }

  /**
   * For the page. A lesson that is gone is left out, and so is one that was brought and is another since; one that was
   * passed, and whose blocks or checks changed, says so.
   */
  state(): ProgressMessage {
    const ids = new Set(this.#lessons.list().map(({ id }) => id));
    const known = Object.entries(this.#kept.lessons)
      .filter(([id]) => ids.has(id))
      .map(([id, { exercise, ...rest }]) => [id, { ...rest, changed: this.#exerciseOf(id) !== exercise }] as const)
      .filter(([, { brought, changed }]) => !(brought && changed));
    return {
      lessons: Object.fromEntries(known),
      ...(this.#kept.last && ids.has(this.#kept.last) && { last: this.#kept.last }),
    };
  }

  /** All checks of the lesson held. */
  pass(lesson: Lesson): void {
    this.#kept.lessons[lesson.id] = { passedAt: Date.now(), exercise: lesson.exerciseHash };
    writeJson(this.#file, this.#kept);
  }

  /** Its blocks were run for the learner, and all its checks held. Who has passed it keeps that. */
  bring(lesson: Lesson): void {
    const known = this.#kept.lessons[lesson.id];
    if (known && !known.brought) return;
    this.#kept.lessons[lesson.id] = { passedAt: Date.now(), exercise: lesson.exerciseHash, brought: true };
    writeJson(this.#file, this.#kept);
  }

  /** No lesson of the track counts as passed any more. */
  forget(track: string): void {
    for (const id of Object.keys(this.#kept.lessons)) if (id.startsWith(`${track}/`)) delete this.#kept.lessons[id];
    writeJson(this.#file, this.#kept);
  }

  /** The lesson was opened. A look at one further on is no place to go on from: the lessons before it come first. */
  visit(lesson: Lesson): void {
    const track = this.#lessons.list().filter(({ id }) => id.startsWith(`${lesson.track}/`));
    const before = track.slice(
      0,
      track.findIndex(({ id }) => id === lesson.id),
    );
    if (before.every(({ id }) => this.#kept.lessons[id])) this.work(lesson);
  }

  /** The learner runs or verifies something in the lesson: this is where they go on. */
  work(lesson: Lesson): void {
    if (this.#kept.last === lesson.id) return;
    this.#kept.last = lesson.id;
    writeJson(this.#file, this.#kept);
  }

  /** The hash of the lesson now; undefined when it has a mistake, which is said elsewhere. */
  #exerciseOf(id: string): string | undefined {
    try {
      return this.#lessons.get(id).exerciseHash;
    } catch {
      return undefined;
    }
  }
}
