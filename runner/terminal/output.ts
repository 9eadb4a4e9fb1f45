import { HIGH_WATER_CHARS, JOIN_MS, LOW_WATER_CHARS, MAX_CHUNK_CHARS } from '#contract/limits.ts';
import type { ReplayLog } from './replay-log.ts';

/** Somebody who reads an output: one page of one connection. */
export type Reader = {
  /** A piece of output; `seq` is the position of its first character. */
  data: (seq: number, data: string) => void;
  /** Everything before `toSeq` that was not sent is no longer kept. */
  gap: (toSeq: number, linesGone: number) => void;
};

type Reading = Reader & { sentTo: number; acknowledgedTo: number };

/**
 * One output and those who read it, each at a pace of its own. A reader is sent at most HIGH_WATER_CHARS that it has
 * not acknowledged; a slow one falls behind and catches up from the log. The source is asked to pause only when
 * *every* reader is that far behind, so a sleeping tab never holds up a waking one, and with nobody reading nothing waits.
 */
export class Output {
  readonly log: ReplayLog;
  #readings = new Map<Reader, Reading>();
  #timer: NodeJS.Timeout | undefined;
  #paused = false;
  #setPaused: (paused: boolean) => void;

  /** @param setPaused called when the source should pause or go on. */
  constructor(log: ReplayLog, setPaused: (paused: boolean) => void = () => undefined) {
    this.log = log;
    this.#setPaused = setPaused;
  }

  /** More output. The first is sent at once, what follows within JOIN_MS is joined. */
  append(data: string): void {
    const first = this.log.nextSeq === 0;
    this.log.append(data);
    if (first) this.#pumpAll();
    else this.#timer ??= setTimeout(() => this.#pumpAll(), JOIN_MS);
    this.#regulate();
  }

  /** Sends what is still waiting to be joined; called when the source has ended. */
  flush(): void {
    this.#pumpAll();
  }

  /** Reads from `seq` on; 0 is everything that is kept. */
  attach(reader: Reader, seq = 0): void {
    const from = Math.min(seq, this.log.nextSeq);
    this.#readings.set(reader, { ...reader, sentTo: from, acknowledgedTo: from });
    this.#pump(this.#readings.get(reader));
    this.#regulate();
  }

  detach(reader: Reader): void {
    if (this.#readings.delete(reader)) this.#regulate();
  }

  /** The reader has drawn this many more characters. */
  acknowledge(reader: Reader, chars: number): void {
    const reading = this.#readings.get(reader);
    if (!reading) return;
    reading.acknowledgedTo = Math.min(reading.sentTo, reading.acknowledgedTo + chars);
    this.#pump(reading);
    this.#regulate();
  }

  #pumpAll(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const reading of this.#readings.values()) this.#pump(reading);
  }

  #pump(reading: Reading | undefined): void {
    while (reading && reading.sentTo - reading.acknowledgedTo < HIGH_WATER_CHARS) {
      if (reading.sentTo < this.log.firstSeq) {
        reading.gap(this.log.firstSeq, this.log.linesGone);
        // What was sent before the gap need not be acknowledged any more: the reader starts anew.
        reading.acknowledgedTo = this.log.firstSeq;
        reading.sentTo = this.log.firstSeq;
      }
      const chunk = this.log.read(reading.sentTo, MAX_CHUNK_CHARS);
      if (!chunk) return;
      reading.data(chunk.seq, chunk.data);
      reading.sentTo += chunk.data.length;
    }
  }

  #regulate(): void {
    const behind = [...this.#readings.values()].map(({ acknowledgedTo }) => this.log.nextSeq - acknowledgedTo);
    const least = Math.min(...behind);
    const paused = behind.length > 0 && (this.#paused ? least >= LOW_WATER_CHARS : least > HIGH_WATER_CHARS);
    if (paused === this.#paused) return;
    this.#paused = paused;
    this.#setPaused(paused);
  }
}
