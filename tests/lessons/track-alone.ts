import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives `work` a content folder with one track and nothing else: a runner drives the services of all lessons it has, and
 * those of other tracks would take minutes of the machine to start and to be kept running.
 */
export async function withTrackAlone<Result>(
  { contentDir, track }: { contentDir: string; track: string },
  work: (contentDir: string) => Promise<Result>,
): Promise<Result> {
  const alone = mkdtempSync(join(tmpdir(), 'towpath-track-'));
  const remove = () => rmSync(alone, { recursive: true, force: true });
  // After Ctrl-C the process ends within the work.
  process.once('exit', remove);
  try {
    cpSync(join(contentDir, track), join(alone, track), { recursive: true });
    return await work(alone);
  } finally {
    process.off('exit', remove);
    remove();
  }
}
