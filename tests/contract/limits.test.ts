import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as limits from '#contract/limits.ts';

test('a page acknowledges often enough for the runner to go on after a pause', () => {
  assert.ok(limits.ACK_CHARS <= limits.LOW_WATER_CHARS);
  assert.ok(limits.LOW_WATER_CHARS < limits.HIGH_WATER_CHARS);
});

test('several chunks fit under the high watermark, and a chunk into a message even when every character is escaped', () => {
  assert.ok(limits.MAX_CHUNK_CHARS * 2 <= limits.HIGH_WATER_CHARS);
  // JSON escapes a control character as six bytes.
  assert.ok(limits.MAX_CHUNK_CHARS * 6 < limits.MAX_MESSAGE_BYTES);
});

test('the largest text of a block or input fits into one message, in any script', () => {
  // Three bytes of UTF-8 is the most a UTF-16 unit takes; 4 KiB are left for the other fields.
  assert.ok(limits.MAX_TEXT_CHARS * 3 + 4096 <= limits.MAX_MESSAGE_BYTES);
  assert.ok(limits.MAX_INPUT_CHARS * 6 + 4096 <= limits.MAX_MESSAGE_BYTES);
});

test('what is kept for a reload is more than what may be under way to a page', () => {
  assert.ok(limits.MAX_REPLAY_CHARS > limits.HIGH_WATER_CHARS + limits.MAX_CHUNK_CHARS);
});

test('the acknowledgements of a flood of 200 MB stay within their rate, even if it takes only two seconds', () => {
  const acknowledgements = 200_000_000 / limits.ACK_CHARS;
  assert.ok(acknowledgements <= limits.STREAM_RATE_BURST + 2 * limits.STREAM_RATE_PER_SECOND);
});

test('requests and streams have a burst above their rate, and a check ends before the second heartbeat', () => {
  assert.ok(limits.RATE_BURST >= limits.RATE_PER_SECOND);
  assert.ok(limits.STREAM_RATE_BURST >= limits.STREAM_RATE_PER_SECOND);
  assert.ok(limits.CHECK_DEADLINE_MS < 2 * limits.HEARTBEAT_MS);
});
