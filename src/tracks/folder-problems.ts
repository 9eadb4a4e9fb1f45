import { join } from 'node:path';
import { slug } from '#contract/ids.ts';
import { LESSON_FOLDER } from '#contract/lesson.ts';
import type { ContentProblem } from './content-problems.ts';
import type { ContentFiles } from './lesson-files.ts';

/**
 * Folders of tracks and lessons that are not named as they have to be: the runner and the site would pass them over
 * without a word, or show them in the wrong place.
 */
export function folderProblems(contentDir: string, { tracks, entries }: ContentFiles): ContentProblem[] {
  const at = (entry: string) => ({ file: join(contentDir, entry), line: 1, column: 1 });
  const problems: ContentProblem[] = tracks
    .filter((track) => !slug.safeParse(track).success)
    .map((track) => ({
      ...at(`${track}/track.yaml`),
      message: `The folder \`${track}\` is not named like a track.`,
      hint: `Rename it to \`${slugOf(track)}\`: lower-case letters, digits and hyphens.`,
    }));
  const lessons = lessonFolders(entries);
  for (const { track, folder, text } of lessons) {
    if (!isRight(folder))
      problems.push({
        ...at(`${track}/${folder}/${text}`),
        message: `The folder \`${track}/${folder}\` is not named like a lesson.`,
        hint: `Rename it to \`${rightName(folder, numbersOf(lessons, track))}\`: two digits, then lower-case letters, digits and hyphens.`,
      });
    if (text !== 'index.mdx')
      problems.push({
        ...at(`${track}/${folder}/${text}`),
        message: `The lesson in \`${track}/${folder}\` has no \`index.mdx\`.`,
        hint: `Rename \`${text}\` to \`index.mdx\`.`,
      });
  }
  return [...problems, ...sameNumbers(lessons, at)];
}

type LessonFolder = { track: string; folder: string; text: string };

/** In two digits: folders are read in the order of their names, where 10 comes before 9. */
const isRight = (folder: string): boolean => LESSON_FOLDER.test(folder) && /^\d\d-/.test(folder);

/** Folders that have a text, which is `index.mdx` or what was meant to be it. */
function lessonFolders(entries: readonly string[]): LessonFolder[] {
  const found = new Map<string, LessonFolder>();
  for (const entry of entries) {
    const [, track = '', folder = '', text = ''] = /^([^/]+)\/([^/]+)\/([^/.]+\.mdx?)$/i.exec(entry) ?? [];
    if (!text || !(/^\d/.test(folder) || /^index\.mdx?$/i.test(text)) || folder.startsWith('.')) continue;
    const key = `${track}/${folder}`;
    if (text === 'index.mdx' || !found.has(key)) found.set(key, { track, folder, text });
  }
  return [...found.values()];
}

function sameNumbers(
  lessons: readonly LessonFolder[],
  at: (entry: string) => { file: string; line: number; column: number },
): ContentProblem[] {
  return lessons.flatMap(({ track, folder, text }, index) => {
    const number = isRight(folder) ? folder.slice(0, 2) : undefined;
    const other = lessons.slice(0, index).find((lesson) => lesson.track === track && lesson.folder.startsWith(`${number}-`));
    if (number === undefined || !other) return [];
    return {
      ...at(`${track}/${folder}/${text}`),
      message: `Two lessons of ${track} have the number ${number}: \`${other.folder}\` and \`${folder}\`.`,
      hint: `Give one of the folders another number, such as ${nextNumber(numbersOf(lessons, track))}.`,
    };
  });
}

const numbersOf = (lessons: readonly LessonFolder[], track: string): number[] =>
  lessons.filter((lesson) => lesson.track === track).map(({ folder }) => Number.parseInt(folder, 10) || 0);

const nextNumber = (numbers: readonly number[]): string => String(Math.max(0, ...numbers) + 1).padStart(2, '0');

/** `7_Route by topic` → `07-route-by-topic`; without a number it gets the next one. */
function rightName(folder: string, numbers: readonly number[]): string {
  const [, digits, rest = ''] = /^(\d*)[\s_-]*(.*)$/s.exec(folder) ?? [];
  const number = digits ? digits.replace(/^0+(?=\d\d)/, '').padStart(2, '0') : nextNumber(numbers);
  return `${number}-${slugOf(rest) || 'name'}`;
}

function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
