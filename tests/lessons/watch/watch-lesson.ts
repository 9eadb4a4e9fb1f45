import { existsSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { LESSON_FOLDER } from '#contract/lesson.ts';
import { RunnerError } from '../../../runner/errors.ts';
import { Lessons } from '../../../runner/lessons/lessons.ts';
import { OptionError, type Options } from '../options.ts';
import { findLesson, makePlan } from '../plan.ts';
import type { ProvingGround } from '../proving-ground.ts';
import type { Report } from '../report.ts';
import { Round } from './round.ts';
import { Saves } from './saves.ts';

type WatchWork = { contentDir: string; options: Options; report: Report };

/**
 * `--watch`: proves a lesson, and again on every save of it, of `common/` and of track.yaml, until Ctrl-C. The state
 * before the lesson is kept, so that only its own blocks run again; a save in the middle begins anew.
 * @throws OptionError for names that are not there
 */
export async function watchLesson(ground: ProvingGround, { contentDir, options, report }: WatchWork): Promise<never> {
  const { id, dir } = findWatched(contentDir, options);
  const trackDir = dirname(dir);
  let folder = basename(dir);
  const find = () => new Lessons(contentDir).list().find((lesson) => lesson.id === id)?.dir;
  const saves = new Saves(trackDir, (path) => path !== `${folder}/recorded.json` && matters(path, { id, folder }));
  const round = new Round(ground, { contentDir, id, find, options, report });
  report.say(`Watching ${relative(dirname(contentDir), dir)}, common/ and track.yaml. Ctrl-C ends it.`);
  for (;;) {
    const next = saves.next();
    const proving = round.prove();
    const again = await Promise.race([proving, next]);
    const isCut = again !== undefined && !round.isTold;
    if (again) await round.cancel(proving);
    const saved = again ?? (await next);
    report.say(`\n${clock()} · saved ${named(trackDir, saved)}${isCut ? '; begins anew' : ''}`);
    saves.again();
    folder = basename(find() ?? folder);
    // What the lesson starts from is another: the way to it is walked again.
    if (saved.some((path) => path !== folder && !path.startsWith(`${folder}/`) && path !== 'track.yaml')) round.forgetStart();
  }
}

/** The lesson's own files, also in a folder with another number, and what leads to it: common/, track.yaml and the lessons before. */
function matters(path: string, { id, folder }: { id: string; folder: string }): boolean {
  const [first = ''] = path.split('/');
  const isOwn = first === folder || LESSON_FOLDER.exec(first)?.[1] === id.split('/')[1];
  return isOwn || first === 'common' || path === 'track.yaml' || (/^\d\d-/.test(first) && first < folder);
}

/** A lesson with a mistake is watched too, so that it can be mended; a name that is not there is refused. */
function findWatched(contentDir: string, options: Options): { id: string; dir: string } {
  try {
    makePlan(contentDir, options);
  } catch (error) {
    if (!(error instanceof RunnerError)) throw error;
  }
  const all = new Lessons(contentDir).list().filter(({ id }) => !options.track || id.startsWith(`${options.track}/`));
  if (options.lesson === undefined) throw new OptionError('--watch is about one lesson.', 'Add --lesson.');
  return findLesson(all, options.lesson);
}

/** A program may write under another name first and rename: what is gone again was not what somebody saved. */
function named(trackDir: string, saved: readonly string[]): string {
  const there = saved.filter((path) => existsSync(join(trackDir, path)));
  return (there.length > 0 ? there : saved).join(', ');
}

const clock = (): string => new Date().toLocaleTimeString('sv');
