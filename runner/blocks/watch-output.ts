import { stripVTControlCharacters } from 'node:util';
import { expectation } from '#contract/block.ts';

/** How much of the newest output is searched for what a block expects (characters). */
const WINDOW_CHARS = 64 * 1024;

/** How long output is gathered before it is searched (ms): stripping 64 KiB takes a quarter of one. */
const LOOK_MS = 20;

/** What is said of an output in which it was not found: `did not show "up"`. */
export const unseen = (expect: string): string => `did not show ${expect.startsWith('/') ? expect : `"${expect}"`}`;

/** Watches an output for what a block's `expect` names. Colours and cursor moves do not count. */
export class ExpectWatch {
  #shows: ((output: string) => boolean) | undefined;
  #shown: ((line: string) => string) | undefined;
  #window = '';
  #seen = false;
  #timer: NodeJS.Timeout | undefined;

  /** `shown`: how a line of the output is shown, where that is another text than the line itself. */
  constructor(expect: string | undefined, shown?: (line: string) => string) {
    this.#shows = expect === undefined ? undefined : expectation(expect);
    this.#shown = shown;
  }

  /** True when the block's expectation was seen. */
  get seen(): boolean {
    return this.#seen;
  }

  /** More output. It is searched after a moment, with what came meanwhile; `seen` is told once. */
  add(data: string, seen: () => void): void {
    if (!this.#shows || this.#seen) return;
    this.#window += data;
    this.#timer ??= setTimeout(() => this.look() && seen(), LOOK_MS);
  }

  /** Searches what has come; true when this is where the expectation was first seen. */
  look(): boolean {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#shows || this.#seen) return false;
    const text = stripVTControlCharacters(this.#window).replaceAll('\r\n', '\n');
    this.#seen = this.#shows(this.#shown ? text.split('\n').map(this.#shown).join('\n') : text);
    this.#window = this.#seen ? '' : this.#window.slice(-WINDOW_CHARS);
    return this.#seen;
  }
}
