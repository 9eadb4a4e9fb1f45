import { MAX_REPLAY_CHARS } from '#contract/limits.ts';

type Chunk = { seq: number; data: string };

/** Small pieces are joined up to this size (characters), so that a program that writes letter by letter makes few chunks. */
const JOIN_CHARS = 4096;

/**
 * The newest part of an output, for reloads. Positions (`seq`) count UTF-16 characters from the start of the run, so a
 * reader that knows its position can never lose or double anything: it reads on from there, or learns that its
 * position is no longer kept. Holds at most MAX_REPLAY_CHARS, rounded up to whole chunks.
 *
 * Texts and their positions are two lists, and no list of objects: the objects of a log that fills up all live on, V8
 * concludes that they always will and makes them in its old space, where each holds its text until the next full
 * collection. A flood then grew the runner by 80 MB.
 */
export class ReplayLog {
  #texts: string[] = [];
  #seqs: number[] = [];
  #nextSeq: number;
  #linesGone: number;

  constructor(from: { seq: number; linesGone: number; data: string } = { seq: 0, linesGone: 0, data: '' }) {
    this.#nextSeq = from.seq;
    this.#linesGone = from.linesGone;
    if (from.data) this.append(from.data);
  }

  get firstSeq(): number {
    return this.#seqs[0] ?? this.#nextSeq;
  }
  get nextSeq(): number {
    return this.#nextSeq;
  }
  get linesGone(): number {
    return this.#linesGone;
  }

  append(data: string): void {
    const last = this.#texts.at(-1);
    if (last !== undefined && last.length + data.length <= JOIN_CHARS) this.#texts[this.#texts.length - 1] = last + data;
    else
      for (let at = 0; at < data.length; at += JOIN_CHARS) {
        this.#texts.push(data.slice(at, at + JOIN_CHARS));
        this.#seqs.push(this.#nextSeq + at);
      }
    this.#nextSeq += data.length;
    this.#trim();
  }

  /** What comes at `seq`, at most `maxChars`; undefined at the end. A position that is gone reads from the first kept one. */
  read(seq: number, maxChars: number): Chunk | undefined {
    const from = Math.max(seq, this.firstSeq);
    if (from >= this.#nextSeq) return undefined;
    let index = this.#indexOf(from);
    let data = '';
    for (; index < this.#texts.length && data.length < maxChars; index++) {
      const text = this.#texts[index] ?? '';
      data += data ? text : text.slice(from - (this.#seqs[index] ?? 0));
    }
    return { seq: from, data: data.slice(0, maxChars) };
  }

  /** Everything that is kept. */
  text(): string {
    return this.#texts.join('');
  }

  #indexOf(seq: number): number {
    let low = 0;
    let high = this.#seqs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#seqs[middle] ?? 0) <= seq) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #trim(): void {
    let drop = 0;
    while (this.#nextSeq - (this.#seqs[drop + 1] ?? this.#nextSeq) >= MAX_REPLAY_CHARS) {
      this.#linesGone += countLines(this.#texts[drop] ?? '');
      drop++;
    }
    // In steps, because cutting an array's head moves the rest.
    if (drop === 0) return;
    this.#texts.splice(0, drop);
    this.#seqs.splice(0, drop);
  }
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
