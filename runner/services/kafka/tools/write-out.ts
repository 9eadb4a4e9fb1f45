import { writeSync } from 'node:fs';

/** The reader of a pipe went away: nothing more to do, and nothing to complain about. */
export class PipeClosed extends Error {}

const PAUSE_MS = 5;
const pause = new Int32Array(new SharedArrayBuffer(4));

/** Writes everything before it returns, also to a pipe whose reader is slow. @throws PipeClosed */
export function writeOut(fd: 1 | 2, text: string | Buffer): void {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') throw new PipeClosed();
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(pause, 0, 0, PAUSE_MS); // the pipe is full
    }
  }
}
