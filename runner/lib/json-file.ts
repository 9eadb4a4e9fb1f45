import { readFileSync, renameSync } from 'node:fs';
import type * as z from 'zod';
import { writeAtomic } from './atomic-file.ts';
import { log } from './log.ts';

/**
 * Reads a file that we wrote, or undefined when there is none. A damaged one is set aside as `<name>.damaged` and
 * said in the log: state that cannot be read must not stop anybody.
 */
export function readJson<Schema extends z.ZodType>(path: string, schema: Schema): z.infer<Schema> | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    renameSync(path, `${path}.damaged`);
    log.warn({ file: path }, 'A file of the data directory was damaged. It was set aside as .damaged; what it held starts anew.');
    return undefined;
  }
}

/** Writes a value as JSON, whole or not at all. */
export function writeJson(path: string, value: unknown, options: { mode?: number } = {}): void {
  writeAtomic(path, `${JSON.stringify(value, undefined, 2)}\n`, options);
}
