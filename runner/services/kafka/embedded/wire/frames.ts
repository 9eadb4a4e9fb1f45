import { isAlone, release } from './release.ts';

/** A frame that says it is longer than allowed, or shorter than nothing. */
export class BadFrame extends Error {}

const LENGTH_BYTES = 4;

/**
 * Cuts a stream into frames: an int32 length, then so many bytes. What has come of a frame is kept in pieces until it is
 * whole, so a length that is a lie takes no memory.
 */
export class Frames {
  readonly #maxBytes: number;
  #pieces: Buffer[] = [];
  #bytes = 0;
  #wanted = -1;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The frames that are whole with this piece, without their lengths. @throws BadFrame */
  *take(piece: Buffer): Generator<Buffer, void> {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    for (;;) {
      if (this.#wanted < 0) {
        if (this.#bytes < LENGTH_BYTES) return;
        this.#wanted = this.#cut(LENGTH_BYTES).readInt32BE();
        if (this.#wanted < 0 || this.#wanted > this.#maxBytes) {
          throw new BadFrame(`A request says it has ${this.#wanted} bytes; at most ${this.#maxBytes} are allowed.`);
        }
      }
      if (this.#bytes < this.#wanted) return;
      const frame = this.#cut(this.#wanted);
      this.#wanted = -1;
      yield frame;
    }
  }

  /** The first bytes of what has come: a view when they lie in one piece, else a copy. */
  #cut(length: number): Buffer {
    const [first] = this.#pieces;
    this.#bytes -= length;
    if (first && first.length >= length) {
      if (first.length === length) this.#pieces.shift();
      else this.#pieces[0] = first.subarray(length);
      return first.subarray(0, length);
    }
    const whole = Buffer.allocUnsafe(length);
    let at = 0;
    for (let piece = this.#pieces.shift(); piece; piece = this.#pieces.shift()) {
      const taken = piece.copy(whole, at);
      at += taken;
      if (taken < piece.length) this.#pieces.unshift(piece.subarray(taken));
      // Of a piece that held other frames, this is the rest: its memory is theirs, too.
      else if (isAlone(piece)) release(piece);
      if (at === length) break;
    }
    return whole;
  }
}
