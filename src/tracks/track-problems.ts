import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrackFields } from '#contract/track.ts';
import { readTrackSource } from '#contract/track-source.ts';
import type { ContentProblem } from './content-problems.ts';

/** What is wrong in the `track.yaml` of each track, and those that could be read, by track. */
export type TrackProblems = { problems: ContentProblem[]; read: Map<string, TrackFields> };

/** Reads the `track.yaml` of all tracks: each by itself, and two that want the same place. */
export async function trackProblems(contentDir: string, tracks: readonly string[]): Promise<TrackProblems> {
  const problems: ContentProblem[] = [];
  const read = new Map<string, TrackFields>();
  const places = new Map<number, string>();
  for (const track of tracks) {
    const file = join(contentDir, track, 'track.yaml');
    const { fields, problems: found, lineOf } = readTrackSource(await readFile(file, 'utf8'));
    problems.push(...found.map((problem) => ({ ...problem, file })));
    if (!fields) continue;
    read.set(track, fields);
    const other = places.get(fields.order);
    if (other === undefined) places.set(fields.order, track);
    else
      problems.push({
        file,
        ...lineOf(['order']),
        message: `Two tracks have the place ${fields.order}: ${other} and ${track}.`,
        hint: 'Give one of them another `order`.',
      });
  }
  return { problems, read };
}
