const SEED = 0x9747b28c;
const M = 0x5bd1e995;
const R = 24;

/** The partition of a key, as every Kafka client chooses it: equal keys lie together, whoever writes them. */
export function partitionOf(key: Buffer, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions;
}

/** MurmurHash2 of 32 bits, with the seed that Kafka uses. https://github.com/aappleby/smhasher */
function murmur2(bytes: Buffer): number {
  let hash = SEED ^ bytes.length;
  const whole = bytes.length & ~3;
  for (let at = 0; at < whole; at += 4) {
    let part = Math.imul(bytes.readInt32LE(at), M);
    part ^= part >>> R;
    hash = Math.imul(hash, M) ^ Math.imul(part, M);
  }
  const rest = bytes.subarray(whole);
  for (let at = rest.length - 1; at >= 0; at--) hash ^= (rest[at] ?? 0) << (8 * at);
  if (rest.length > 0) hash = Math.imul(hash, M);
  hash = Math.imul(hash ^ (hash >>> 13), M);
  return hash ^ (hash >>> 15);
}
