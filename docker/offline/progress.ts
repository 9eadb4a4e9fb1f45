/** Where progress is written: `process.stdout`, or something like it. */
export type ProgressOut = { isTTY?: boolean; columns?: number; write: (text: string) => unknown };

/** One line per image: what is being done, then how it ended. On a terminal the line changes in place. */
export class Progress {
  readonly #out: ProgressOut;
  readonly #isVerbose: boolean;
  #name = '';

  constructor(out: ProgressOut, { isVerbose }: { isVerbose: boolean }) {
    this.#out = out;
    this.#isVerbose = isVerbose;
  }

  start(name: string): void {
    this.#name = name;
    if (this.#isVerbose) this.#out.write(`${name}\n`);
    else if (!this.#out.isTTY) this.#out.write(name.padEnd(10));
    else this.step('');
  }

  /** A few words on what is being done; without a terminal only the end is said. */
  step(words: string): void {
    if (this.#isVerbose) this.#out.write(`${this.#name}: ${words}\n`);
    else if (this.#out.isTTY) this.#out.write(`\r\x1b[K${this.#line(`${words} …`)}`);
  }

  verbose(line: string): void {
    if (this.#isVerbose) this.#out.write(`  ${line}\n`);
  }

  end(words: string): void {
    if (this.#isVerbose) this.#out.write(`${this.#name}: ${words}\n`);
    else if (this.#out.isTTY) this.#out.write(`\r\x1b[K${this.#line(words)}\n`);
    else this.#out.write(`${words}\n`);
  }

  /** Not wider than the terminal: a line that wraps cannot be replaced. */
  #line(words: string): string {
    return `${this.#name.padEnd(10)}${words}`.slice(0, (this.#out.columns ?? 80) - 1);
  }
}
