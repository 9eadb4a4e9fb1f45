/** A message that does not follow its description: the connection that sent it cannot be trusted any further. */
export class MalformedMessage extends Error {}

/** Reads Kafka's primitive types, big-endian, from a buffer it does not copy. Reading past the end throws. */
export class Reader {
  readonly #buffer: Buffer;
  #at: number;

  constructor(buffer: Buffer, at = 0) {
    this.#buffer = buffer;
    this.#at = at;
  }

  get at(): number {
    return this.#at;
  }

  get left(): number {
    return this.#buffer.length - this.#at;
  }

  int8(): number {
    return this.#buffer.readInt8(this.#take(1));
  }
  int16(): number {
    return this.#buffer.readInt16BE(this.#take(2));
  }
  int32(): number {
    return this.#buffer.readInt32BE(this.#take(4));
  }
  bool(): boolean {
    return this.#buffer[this.#take(1)] !== 0;
  }
  /** Exact to 2^53, which offsets, times and producer ids stay under. */
  int64(): number {
    const at = this.#take(8);
    return this.#buffer.readInt32BE(at) * 2 ** 32 + this.#buffer.readUInt32BE(at + 4);
  }
  /** As 32 hexadecimal digits. */
  uuid(): string {
    const at = this.#take(16);
    return this.#buffer.toString('hex', at, at + 16);
  }

  uvarint(): number {
    let value = 0;
    for (let shift = 0; shift <= 28; shift += 7) {
      const byte = this.#buffer[this.#take(1)] ?? 0;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw new MalformedMessage('A varint has more than five bytes.');
  }

  string(length: number): string {
    const at = this.#take(length);
    return this.#buffer.toString('utf8', at, at + length);
  }

  /** A view, not a copy: who keeps it keeps the whole request. */
  bytes(length: number): Buffer {
    const at = this.#take(length);
    return this.#buffer.subarray(at, at + length);
  }

  /** Skips fields with tags nobody here knows. */
  skipTags(): void {
    for (let count = this.uvarint(); count > 0; count--) {
      this.uvarint();
      this.#take(this.uvarint());
    }
  }

  #take(length: number): number {
    const at = this.#at;
    if (length < 0 || at + length > this.#buffer.length) {
      throw new MalformedMessage(`A message ends after ${this.#buffer.length} bytes, in the middle of a field.`);
    }
    this.#at = at + length;
    return at;
  }
}
