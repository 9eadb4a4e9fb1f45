/**
 * A short fingerprint of a text: FNV-1a, 64 bits, as 16 hex digits. It tells an old text from a new one; it is no
 * protection against somebody who wants two texts to look alike.
 */
export function hashText(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}
