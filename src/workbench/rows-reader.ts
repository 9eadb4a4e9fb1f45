import { type RowsLine, readRowsLine } from '#contract/rows.ts';

/** Colours and cursor moves, which the runner's own words in an output may have. */
const CONTROL = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g');

/** Puts pieces of an output together into lines and reads them. What is no line of rows is `{ text }`. */
export class RowsReader {
  #rest = '';
  #isCut = false;
  /** Lines that were read. */
  lines = 0;

  /** Starts over. With `isCut` the output begins in the middle of a line, which is left out. */
  reset(isCut: boolean): void {
    this.#rest = '';
    this.#isCut = isCut;
    this.lines = 0;
  }

  take(data: string): (RowsLine | { text: string })[] {
    const lines = (this.#rest + data).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#isCut && lines.length > 0) {
      lines.shift();
      this.#isCut = false;
    }
    this.lines += lines.length;
    return lines.flatMap((raw) => {
      const line = raw.replace(CONTROL, '').replace(/\r+$/, '');
      return line === '' ? [] : [readRowsLine(line) ?? { text: line }];
    });
  }
}
