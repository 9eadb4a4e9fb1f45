import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What is kept of a lesson's session between its blocks. */
export type Kept = {
  /** Its handle at the gateway. */
  session?: string;
  /** Jobs that a block has submitted, by the block. */
  jobs: Record<string, string[]>;
  /** What a query does at the gateway, by the number of the process that shows it. */
  queries: Record<string, { session: string; operation: string }>;
};

/** The file in which it is kept, of a lesson: `<track>/<lesson>`. */
const fileOf = (lesson: string): string => `${lesson}.json`;

/** What is kept; nothing when there is no such file, or it cannot be read: a session can be opened anew. */
export function readKept(lesson: string): Kept {
  try {
    const { session, jobs = {}, queries = {} } = JSON.parse(readFileSync(fileOf(lesson), 'utf8')) as Partial<Kept>;
    return { ...(session !== undefined && { session }), jobs, queries };
  } catch {
    return { jobs: {}, queries: {} }; // Never written, or damaged.
  }
}

/** Changes what is kept. Blocks of a lesson may run side by side: what another one wrote meanwhile stays. */
export function changeKept(lesson: string, change: (kept: Kept) => void): void {
  const kept = readKept(lesson);
  change(kept);
  mkdirSync(dirname(fileOf(lesson)), { recursive: true });
  writeFileSync(fileOf(lesson), `${JSON.stringify(kept)}\n`);
}
