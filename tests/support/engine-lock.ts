import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { eventually } from './eventually.ts';

/** Who holds a data root: a process, when it began (of its /proc/…/stat, as numbers are used again), its engine's folder. */
type Holder = { pid: number; began: string; dir: string };

/**
 * Takes the lock of a data root for this process, and waits while another one that lives holds it.
 * @returns the folder of an engine whose holder ended without stopping it, when there was one
 * @throws Error when it is still held after `withinMs`
 */
export async function lockDataRoot(file: string, dir: string, withinMs = 600_000): Promise<string | undefined> {
  mkdirSync(dirname(file), { recursive: true });
  const mine = JSON.stringify({ pid: process.pid, began: beganOf(process.pid), dir } satisfies Holder);
  let left: string | undefined;
  await eventually(
    () => {
      const holder = readHolder(file);
      if (holder && beganOf(holder.pid) === holder.began)
        throw new Error(`The engine of the tests is in use by process ${holder.pid}. Try again when that has ended.`);
      left = holder?.dir ?? left;
      rmSync(file, { force: true });
      // Fails when another process was quicker; the next look finds that one.
      writeFileSync(file, mine, { flag: 'wx' });
    },
    { withinMs, everyMs: 250 },
  );
  return left;
}

/** Gives the lock back, when it is this process's. */
export function unlockDataRoot(file: string): void {
  if (readHolder(file)?.pid === process.pid) rmSync(file, { force: true });
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    // None, or one that was cut off while it was written: nobody holds it.
    return undefined;
  }
}

/** The 22nd field of stat, counted from behind the name, which may hold anything. Empty when no such process runs. */
function beganOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    // It has ended.
    return '';
  }
}
