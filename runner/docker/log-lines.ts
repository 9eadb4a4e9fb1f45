import { StringDecoder } from 'node:string_decoder';

/** Longer lines are cut (characters). */
const LONGEST = 2_000;

/** One line of a container's log, and when it was written (ISO 8601, to the nanosecond). */
export type LogLine = { at: string; text: string };

/**
 * Lines out of a container's log with timestamps. Each frame of the stream has a header of eight bytes: the fourth to
 * the eighth are its length (docs.docker.com, "Attach to a container, stream format").
 */
export class LogLines {
  #buffer: Buffer = Buffer.alloc(0);
  #decoder = new StringDecoder();
  #rest = '';

  take(data: Buffer): LogLine[] {
    this.#buffer = this.#buffer.length > 0 ? Buffer.concat([this.#buffer, data]) : data;
    const lines: LogLine[] = [];
    let at = 0;
    while (this.#buffer.length - at >= 8) {
      const length = this.#buffer.readUInt32BE(at + 4);
      if (this.#buffer.length - at - 8 < length) break;
      lines.push(...this.#split(this.#decoder.write(this.#buffer.subarray(at + 8, at + 8 + length))));
      at += 8 + length;
    }
    this.#buffer = this.#buffer.subarray(at);
    return lines;
  }

  #split(text: string): LogLine[] {
    const lines = (this.#rest + text).split(/\r?\n/);
    this.#rest = (lines.pop() ?? '').slice(0, LONGEST);
    return lines.map((line) => {
      const space = line.indexOf(' ');
      return { at: line.slice(0, space), text: line.slice(space + 1, space + 1 + LONGEST) };
    });
  }
}
