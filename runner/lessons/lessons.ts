import { existsSync, type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { LESSON_FOLDER } from '#contract/lesson.ts';
import { nearest } from '#contract/nearest.ts';
import { RunnerError } from '../errors.ts';
import { log } from '../lib/log.ts';
import { isCurrent, type Lesson, readLesson } from './lesson.ts';

/** An editor writes a file in several steps; they are one change (ms). */
const SETTLE_MS = 60;

/** The lessons on disk: `<content>/<track>/NN-<lesson>/index.mdx`. Read when asked for, and again when the file changed. */
export class Lessons {
  #contentDir: string;
  #known = new Map<string, Lesson>();
  #watcher: FSWatcher | undefined;

  /** @throws RunnerError 'config.invalid' when there is no such directory. */
  constructor(contentDir: string) {
    if (!statSync(contentDir, { throwIfNoEntry: false })?.isDirectory())
      throw new RunnerError('config.invalid', `There are no lessons in ${contentDir}: it is not a directory.`, {
        hint: 'Name the folder that has the tracks with --content-dir.',
      });
    this.#contentDir = contentDir;
  }

  /** All lessons by id, in the order of tracks and numbers, with their folders. */
  list(): { id: string; dir: string }[] {
    return folders(this.#contentDir).flatMap((track) =>
      folders(join(this.#contentDir, track))
        .filter((folder) => LESSON_FOLDER.test(folder) && existsSync(join(this.#contentDir, track, folder, 'index.mdx')))
        .map((folder) => ({ id: `${track}/${LESSON_FOLDER.exec(folder)?.[1]}`, dir: join(this.#contentDir, track, folder) })),
    );
  }

  /**
   * One lesson as it is on disk now.
   * @throws RunnerError 'lesson.unknown' with the nearest right name | 'lesson.invalid'
   */
  get(id: string): Lesson {
    const known = this.#known.get(id);
    if (known && isCurrent(known)) return known;
    const all = this.list();
    const found = all.find((lesson) => lesson.id === id);
    if (!found) {
      const near = nearest(
        id,
        all.map((lesson) => lesson.id),
      );
      throw new RunnerError('lesson.unknown', `There is no lesson ${id}.`, {
        hint: near ? `Did you mean ${near}?` : 'Go to the start page and choose a lesson.',
      });
    }
    const lesson = readLesson(found);
    this.#known.set(id, lesson);
    return lesson;
  }

  /** The lesson as it was read last, for what began before somebody edited it; undefined when it was never read. */
  find(id: string): Lesson | undefined {
    return this.#known.get(id);
  }

  /** Calls back when files below `content/` changed, once per burst. */
  watch(changed: () => void): void {
    let timer: NodeJS.Timeout | undefined;
    try {
      this.#watcher = watch(this.#contentDir, { recursive: true }, () => {
        clearTimeout(timer);
        timer = setTimeout(changed, SETTLE_MS);
      });
      this.#watcher.on('error', (error) =>
        log.warn({ err: error }, 'lessons are no longer watched; reload the page after editing one'),
      );
    } catch (error) {
      log.warn({ err: error }, 'lessons are not watched; reload the page after editing one');
    }
  }

  close(): void {
    this.#watcher?.close();
  }
}

function folders(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    .sort();
}
