import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nearest, suggest } from '#contract/nearest.ts';
import type { TrackFields } from '#contract/track.ts';
import { readTrackSource } from '#contract/track-source.ts';
import type { ContentProblem } from './content-problems.ts';
import type { LessonFile } from './lesson-files.ts';
import { backgroundBlocks } from './program-problems.ts';

type Read = { lessons: readonly LessonFile[]; tracks: ReadonlyMap<string, TrackFields> };

/**
 * Programs in the pictures of tracks that no lesson of theirs starts in the background: such a part would never count anything. As long
 * as a track is not complete, its lesson may come later; then only a name near to a program that no part shows is a mistake.
 */
export async function pictureProblems(contentDir: string, { lessons, tracks }: Read): Promise<ContentProblem[]> {
  const problems: ContentProblem[] = [];
  for (const [track, { nodes, complete }] of tracks) {
    const wanted = nodes.flatMap(({ program }, index) => (program === undefined ? [] : [{ program, index }]));
    if (wanted.length === 0) continue;
    const blocks = await backgroundBlocks(lessons.filter((lesson) => lesson.track === track));
    const programs = [...new Set(blocks.map(({ id, attributes }) => attributes.file ?? id))];
    if (programs.length === 0) continue;
    const free = programs.filter((name) => !wanted.some(({ program }) => program === name));
    const wrong = wanted.filter(({ program }) => !programs.includes(program) && (complete || nearest(program, free)));
    if (wrong.length === 0) continue;
    const file = join(contentDir, track, 'track.yaml');
    const { lineOf } = readTrackSource(await readFile(file, 'utf8'));
    for (const { program, index } of wrong)
      problems.push({
        file,
        ...lineOf(['nodes', index, 'program']),
        message: `No lesson of the track has a program \`${program}\` in the background.`,
        hint: suggest(program, free.length > 0 ? free : programs),
      });
  }
  return problems;
}
