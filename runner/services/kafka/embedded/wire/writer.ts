/** Bytes up to this length are copied; longer ones go to the socket as they are. */
const COPY_BYTES = 1_024;

/** Writes Kafka's primitive types, big-endian. What comes out is a list of buffers, so that records are never copied. */
export class Writer {
  #buffer: Buffer;
  #start = 0;
  #at = 0;
  #done: Buffer[] = [];
  #doneBytes = 0;

  constructor(size = 256) {
    this.#buffer = Buffer.allocUnsafe(size);
  }

  get length(): number {
    return this.#doneBytes + this.#at - this.#start;
  }

  int8(value: number): void {
    const at = this.#room(1);
    this.#buffer[at] = value;
  }
  bool(value: boolean): void {
    this.int8(value ? 1 : 0);
  }
  int16(value: number): void {
    const at = this.#room(2);
    this.#buffer.writeInt16BE(value, at);
  }
  int32(value: number): void {
    const at = this.#room(4);
    this.#buffer.writeInt32BE(value, at);
  }
  int64(value: number): void {
    const at = this.#room(8);
    const high = Math.floor(value / 2 ** 32);
    this.#buffer.writeInt32BE(high, at);
    this.#buffer.writeUInt32BE(value - high * 2 ** 32, at + 4);
  }
  uuid(hex: string): void {
    const at = this.#room(16);
    this.#buffer.write(hex, at, 16, 'hex');
  }

  uvarint(value: number): void {
    let left = value;
    for (; left > 127; left = Math.floor(left / 128)) this.int8((left % 128) | 128);
    this.int8(left);
  }

  /** The text alone; its length comes before it. */
  string(text: string, length: number): void {
    const at = this.#room(length);
    this.#buffer.write(text, at, length, 'utf8');
  }

  /** The bytes alone. They must not change until the message is sent. */
  bytes(bytes: Buffer): void {
    if (bytes.length <= COPY_BYTES) {
      const at = this.#room(bytes.length);
      bytes.copy(this.#buffer, at);
      return;
    }
    this.#close();
    this.#done.push(bytes);
    this.#doneBytes += bytes.length;
  }

  /** Everything another writer holds. */
  append(other: Writer): void {
    for (const part of other.finish()) this.bytes(part);
  }

  /** What was written, in order. The writer is used up. */
  finish(): Buffer[] {
    this.#close();
    return this.#done;
  }

  #close(): void {
    if (this.#at === this.#start) return;
    this.#done.push(this.#buffer.subarray(this.#start, this.#at));
    this.#doneBytes += this.#at - this.#start;
    this.#start = this.#at;
  }

  /** Room for so many bytes: where they go. Evaluated before `#buffer` is read, because it may replace it. */
  #room(length: number): number {
    const at = this.#at;
    if (at + length <= this.#buffer.length) {
      this.#at = at + length;
      return at;
    }
    this.#close();
    this.#buffer = Buffer.allocUnsafe(Math.max(length, this.#buffer.length * 2));
    this.#start = 0;
    this.#at = length;
    return 0;
  }
}
