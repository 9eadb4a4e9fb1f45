import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrackFields } from '#contract/track.ts';
import { readTrackSource } from '#contract/track-source.ts';
import { RunnerError } from '../errors.ts';

/**
 * A track's `track.yaml` as it is on disk now. `track` is a slug, so it names no other folder.
 * @throws RunnerError 'track.unknown', with file and line when it has a mistake
 */
export function readTrack(contentDir: string, track: string): TrackFields {
  const file = join(contentDir, track, 'track.yaml');
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (cause) {
    const hint = 'Reload the page. An author writes its picture into track.yaml.';
    throw new RunnerError('track.unknown', `There is no picture of the track ${track}.`, { hint, cause });
  }
  const { fields, problems } = readTrackSource(source);
  const problem = problems[0];
  if (fields && !problem) return fields;
  const { line = 1, message = 'It cannot be read.', hint = 'Look at the file.' } = problem ?? {};
  throw new RunnerError('track.unknown', `content/${track}/track.yaml:${line}: ${message}`, { hint });
}
