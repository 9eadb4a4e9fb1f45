/** CRC-32C (Castagnoli), which Kafka's record batches carry; `zlib.crc32` is another polynomial. */
const POLYNOMIAL = 0x82f63b78;
const TABLES = makeTables();
const [T0, T1, T2, T3, T4, T5, T6, T7] = TABLES as [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
];

/** The checksum of `bytes` from `start` to `end`, as an unsigned number. Eight bytes a step ("slicing by 8"). */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let crc = -1;
  let at = start;
  for (const last = end - 7; at < last; at += 8) {
    const low = crc ^ (byte(bytes, at) | (byte(bytes, at + 1) << 8) | (byte(bytes, at + 2) << 16) | (byte(bytes, at + 3) << 24));
    crc =
      at32(T7, low & 255) ^
      at32(T6, (low >>> 8) & 255) ^
      at32(T5, (low >>> 16) & 255) ^
      at32(T4, low >>> 24) ^
      at32(T3, byte(bytes, at + 4)) ^
      at32(T2, byte(bytes, at + 5)) ^
      at32(T1, byte(bytes, at + 6)) ^
      at32(T0, byte(bytes, at + 7));
  }
  for (; at < end; at++) crc = (crc >>> 8) ^ at32(T0, (crc ^ byte(bytes, at)) & 255);
  return ~crc >>> 0;
}

// The indexes are in range; the compiler cannot know it, and a check costs half the speed.
function byte(bytes: Uint8Array, at: number): number {
  return bytes[at] as number;
}

function at32(table: Int32Array, at: number): number {
  return table[at] as number;
}

/** The first table is the usual one for single bytes; each other one is the one before, a byte further. */
function makeTables(): Int32Array[] {
  const first = new Int32Array(256);
  for (let value = 0; value < 256; value++) {
    let crc = value;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    first[value] = crc;
  }
  const tables = [first];
  while (tables.length < 8) {
    const before = tables.at(-1) ?? first;
    tables.push(before.map((crc) => (crc >>> 8) ^ at32(first, crc & 255)));
  }
  return tables;
}
