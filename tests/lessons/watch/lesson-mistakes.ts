import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { shownPath } from '../../../runner/lib/shown-path.ts';
import { contentProblems } from '../../../src/tracks/content-problems.ts';

/** What is wrong in a lesson and its track.yaml, as the site's build would say it: file, line, and what to write instead. */
export async function lessonMistakes(contentDir: string, lessonDir: string): Promise<string[]> {
  const files = [join(lessonDir, '..', 'track.yaml'), join(lessonDir, 'index.mdx')].filter((file) => existsSync(file));
  const problems = (await Promise.all(files.map((file) => contentProblems(contentDir, file)))).flat();
  return problems.map(({ file, line, message, hint }) => `${shownPath(file)}:${line}: ${message} ${hint}`);
}
