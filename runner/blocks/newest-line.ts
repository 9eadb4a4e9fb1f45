import { stripVTControlCharacters } from 'node:util';
import type { ReplayLog } from '../terminal/replay-log.ts';

/** A line longer than this is cut (characters): it is shown in one row. */
const MAX_CHARS = 300;
const TAIL_CHARS = 8_000;

/** The newest line of an output that has something in it, as plain text; empty when there is none. */
export function newestLine(log: ReplayLog): string {
  const { data = '' } = log.read(Math.max(log.firstSeq, log.nextSeq - TAIL_CHARS), TAIL_CHARS) ?? {};
  const lines = stripVTControlCharacters(data).split('\n');
  // A line that was written over shows what came last.
  const shown = lines.map((line) => line.replace(/\r+$/, '').split('\r').at(-1)?.trim() ?? '');
  return shown.findLast((line) => line !== '')?.slice(0, MAX_CHARS) ?? '';
}
