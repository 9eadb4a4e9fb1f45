import type { BlockStatus } from '#contract/messages/block.ts';

/**
 * Where a page is in one output: which run, and how many of its characters it has. It tells new characters from ones
 * that came again after a reconnect, so that nothing is shown twice, and counts lines so that a page can say how many
 * are missing.
 */
export class OutputPosition {
  run: string | null = null;
  /** The next character that is missing here. */
  seq = 0;
  /** Lines that came before what is shown and are gone. */
  linesGone = 0;
  /** Line ends among the characters that were taken. */
  linesTaken = 0;

  /** Starts over for another run. */
  start(run: string | null, firstSeq = 0, linesGone = 0): void {
    this.run = run;
    this.seq = firstSeq;
    this.linesGone = linesGone;
    this.linesTaken = 0;
  }

  /** The part of a chunk that is not here yet; empty when all of it is. */
  take(seq: number, data: string): string {
    const fresh = data.slice(Math.max(0, this.seq - seq));
    if (fresh === '') return '';
    this.seq = seq + data.length;
    for (let at = fresh.indexOf('\n'); at >= 0; at = fresh.indexOf('\n', at + 1)) this.linesTaken++;
    return fresh;
  }

  /** Everything before `toSeq` is no longer kept. True when that is more than the page has: what it shows must go. */
  skip(toSeq: number, linesGone: number): boolean {
    if (toSeq <= this.seq) return false;
    this.start(this.run, toSeq, linesGone);
    return true;
  }

  /** How many lines a page that comes back has missed for good; 0 when it can go on where it was. */
  missed(status: Pick<BlockStatus, 'run' | 'firstSeq' | 'linesGone'>): number {
    if (status.run !== this.run || status.firstSeq <= this.seq) return 0;
    return Math.max(1, status.linesGone - this.linesGone - this.linesTaken);
  }
}
