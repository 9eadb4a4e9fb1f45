import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashText } from '#contract/hash.ts';

// The published test vectors of FNV-1a, 64 bits (draft-eastlake-fnv, appendix C; ASCII, so that a byte is a UTF-16 unit).
const vectors: [string, string][] = [
  ['', 'cbf29ce484222325'],
  ['a', 'af63dc4c8601ec8c'],
  ['b', 'af63df4c8601f1a5'],
  ['foobar', '85944171f73967e8'],
  ['chongo was here!\n', '46810940eff5f915'],
];

for (const [text, hash] of vectors) {
  test(`the hash of ${JSON.stringify(text)} is FNV-1a’s`, () => assert.equal(hashText(text), hash));
}

test('a hash always has 16 digits, and line ends and spaces count', () => {
  const texts = ['x', 'x ', 'x\n', 'x\r\n', 'ü', 'u\u0308', '😀', 'curl http://rabbitmq:15672'];
  const hashes = texts.map(hashText);
  for (const hash of hashes) assert.match(hash, /^[0-9a-f]{16}$/);
  assert.equal(new Set(hashes).size, texts.length);
});
