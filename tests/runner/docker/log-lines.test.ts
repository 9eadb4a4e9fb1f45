import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LogLines } from '../../../runner/docker/log-lines.ts';

/** A frame of the engine's stream: what it is of, its length, the text. */
function frame(text: string): Buffer {
  const body = Buffer.from(text);
  const header = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(body.length, 4);
  return Buffer.concat([header, body]);
}

describe('the lines of a container’s log', () => {
  test('come whole, however the stream is cut', () => {
    const data = Buffer.concat([
      frame('2026-01-02T03:04:05.000000001Z one ü\n'),
      frame('2026-01-02T03:04:06.000000002Z two\r\n2026-01-02T03:04:07.000000003Z \n'),
    ]);
    const expected = [
      { at: '2026-01-02T03:04:05.000000001Z', text: 'one ü' },
      { at: '2026-01-02T03:04:06.000000002Z', text: 'two' },
      { at: '2026-01-02T03:04:07.000000003Z', text: '' },
    ];
    for (const size of [1, 3, 8, 50, data.length]) {
      const lines = new LogLines();
      const parts = Array.from({ length: Math.ceil(data.length / size) }, (_, i) => data.subarray(i * size, (i + 1) * size));
      assert.deepEqual(
        parts.flatMap((part) => lines.take(part)),
        expected,
        `${size} bytes at a time`,
      );
    }
  });

  test('are cut where they are too long to show', () => {
    const lines = new LogLines();
    const [line] = lines.take(frame(`2026-01-02T03:04:05.000000001Z ${'x'.repeat(5_000)}\n`));
    assert.equal(line?.text.length, 2_000);
  });
});
