import { readFile } from 'node:fs/promises';
import { dirname, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Loader, LoaderContext } from 'astro/loaders';
import * as z from 'zod';
import { type LessonFields, lessonFields } from '#contract/lesson.ts';
import { readLessonSource } from '#contract/lesson-source.ts';
import type { Block } from '#contract/read-fence.ts';
import { currentOutputs, type RecordedOutputs, recordedHashes, recordedOutputs } from '#contract/recorded.ts';
import { contentError } from './content-error.ts';
import { contentProblems } from './content-problems.ts';
import { fenceFiles } from './fence-files.ts';
import { type LessonFile, listContent } from './lesson-files.ts';
import { readRecorded } from './recorded-problems.ts';
import { startFiles } from './start-files.ts';
import { syncOnChange } from './sync-on-change.ts';

/**
 * Lessons from the top-level `content/`, read with the runner's own reader. In a build a mistake ends it with its file,
 * line and the nearest right name; while writing, a lesson with a mistake stays as it was when it was right.
 * @throws AstroError for the first mistake, with the others in its hint.
 */
export function lessonsLoader(): Loader {
  return {
    name: 'lessons',
    async load(context) {
      forgetOldSchema(context);
      const contentDir = fileURLToPath(new URL('content/', context.config.root));
      const { watcher, logger } = context;
      if (!watcher) {
        const problems = await contentProblems(contentDir);
        if (problems.length > 0) throw contentError(problems);
      }
      await syncLessons(context, contentDir);
      if (watcher)
        syncOnChange(
          { watcher, folder: contentDir },
          () => syncLessons(context, contentDir),
          (cause) => logger.error(String(cause)),
        );
    },
  };
}

/** Astro keeps loaded entries as long as content.config.ts itself is the same; ours also depend on the contract. */
function forgetOldSchema({ meta, store }: LoaderContext): void {
  const schema = JSON.stringify([lessonFields, recordedOutputs].map((fields) => z.toJSONSchema(fields)));
  if (meta.get('schema') !== schema) store.clear();
  meta.set('schema', schema);
}

async function syncLessons(context: LoaderContext, contentDir: string): Promise<void> {
  const { lessons } = await listContent(contentDir);
  const gone = new Set(context.store.keys());
  // Of two with one address the first stays; the other is a mistake that is shown.
  const first = lessons.filter(({ id }, index) => lessons.findIndex((other) => other.id === id) === index);
  for (const lesson of first) {
    await syncLesson(context, lesson);
    gone.delete(lesson.id);
  }
  for (const id of gone) context.store.delete(id);
}

async function syncLesson(context: LoaderContext, lesson: LessonFile): Promise<void> {
  const { store, parseData, generateDigest } = context;
  const { fields, blocks } = readLessonSource(await readFile(lesson.path, 'utf8'), fenceFiles(lesson.path));
  const filePath = posix.join('content', lesson.entry);
  const known = store.get(lesson.id);
  if (fields || known?.filePath !== filePath) {
    const data = { ...(fields ?? placeholder(lesson)), recorded: await recordedNow(lesson, blocks) };
    // The folder belongs to it: when only its number changed, the page's module has another path.
    const digest = generateDigest({ filePath, data });
    const parsed = known?.digest === digest ? known.data : await parseData({ id: lesson.id, data, filePath: lesson.path });
    store.set({ id: lesson.id, data: parsed, filePath, digest, deferredRender: true });
  }
  // Always: the list of modules is shared between `npm run dev` and builds, and may come from the other one.
  store.addModuleImport(filePath);
}

/** Fields for a lesson that was never right, so that it has a page to show its mistake on. */
function placeholder({ id }: LessonFile): LessonFields {
  return lessonFields.parse({ title: id.split('/')[1], summary: 'This lesson has a mistake.', minutes: 1, services: [] });
}

/** What was recorded of the lesson as it is now: an output of another text, or made with other files, is not shown. */
async function recordedNow(lesson: LessonFile, blocks: readonly Block[]): Promise<RecordedOutputs | undefined> {
  const { recorded } = await readRecorded(lesson);
  return recorded && currentOutputs(recorded, recordedHashes(blocks, await startFiles(dirname(lesson.path))));
}
