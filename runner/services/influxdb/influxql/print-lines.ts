import { write } from 'node:fs';
import { promisify } from 'node:util';
import type { RowsLine } from '#contract/rows.ts';

const writeTo = promisify(write);

/** Writes lines to the standard output, one after the other. What cannot be written yet is waited for without holding up the process. */
export async function printLines(lines: readonly RowsLine[]): Promise<void> {
  let rest = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  while (rest.length > 0) rest = rest.subarray((await writeTo(1, rest)).bytesWritten);
}
