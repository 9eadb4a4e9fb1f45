import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HIGH_WATER_CHARS, LOW_WATER_CHARS, MAX_CHUNK_CHARS, MAX_REPLAY_CHARS } from '#contract/limits.ts';
import { Output, type Reader } from '../../../runner/terminal/output.ts';
import { ReplayLog } from '../../../runner/terminal/replay-log.ts';

type Heard = { reader: Reader; text: () => string; seqs: number[]; gaps: [number, number][] };

function listener(): Heard {
  const pieces: string[] = [];
  const heard: Heard = {
    seqs: [],
    gaps: [],
    text: () => pieces.join(''),
    reader: {
      data: (seq, data) => {
        heard.seqs.push(seq);
        pieces.push(data);
      },
      gap: (toSeq, linesGone) => heard.gaps.push([toSeq, linesGone]),
    },
  };
  return heard;
}

function pausable(log = new ReplayLog()): { output: Output; paused: boolean[] } {
  const paused: boolean[] = [];
  return { output: new Output(log, (state) => paused.push(state)), paused };
}

describe('an output', () => {
  test('sends its first piece at once and joins what follows', () => {
    const { output } = pausable();
    const page = listener();
    output.attach(page.reader);
    output.append('first');
    assert.equal(page.text(), 'first');
    output.append(' second');
    output.append(' third');
    assert.equal(page.text(), 'first');
    output.flush();
    assert.equal(page.text(), 'first second third');
    assert.deepEqual(page.seqs, [0, 5]);
  });

  test('is read from where a page has it', () => {
    const { output } = pausable(new ReplayLog({ seq: 0, linesGone: 0, data: 'abcdef' }));
    const page = listener();
    output.attach(page.reader, 4);
    assert.deepEqual([page.text(), page.seqs], ['ef', [4]]);
  });

  test('is not sent twice to a page that has more than is kept', () => {
    const { output } = pausable(new ReplayLog({ seq: 0, linesGone: 0, data: 'abc' }));
    const page = listener();
    output.attach(page.reader, 900);
    assert.equal(page.text(), '');
  });

  test('is sent in pieces that a page can draw', () => {
    const { output } = pausable();
    const sizes: number[] = [];
    output.attach({ data: (_, data) => sizes.push(data.length), gap: () => assert.fail('nothing is gone') });
    output.append('x'.repeat(90_000));
    assert.ok(sizes.every((size) => size <= MAX_CHUNK_CHARS));
    assert.equal(
      sizes.reduce((a, b) => a + b),
      90_000,
    );
  });

  test('waits for a page that does not acknowledge', () => {
    const { output, paused } = pausable();
    const page = listener();
    output.attach(page.reader);
    output.append('x'.repeat(300_000));
    output.flush();
    assert.ok(page.text().length < HIGH_WATER_CHARS + MAX_CHUNK_CHARS);
    assert.deepEqual(paused, [true]);
  });

  test('goes on only when little is left to acknowledge', () => {
    const { output, paused } = pausable();
    const page = listener();
    output.attach(page.reader);
    output.append('x'.repeat(HIGH_WATER_CHARS + 1));
    output.acknowledge(page.reader, HIGH_WATER_CHARS - LOW_WATER_CHARS);
    assert.deepEqual(paused, [true]);
    output.acknowledge(page.reader, 2);
    assert.deepEqual(paused, [true, false]);
  });

  test('a sleeping page does not hold up a waking one, which hears everything', () => {
    const { output, paused } = pausable();
    const waking = listener();
    const sleeping = listener();
    output.attach(waking.reader);
    output.attach(sleeping.reader);
    let written = '';
    for (let i = 0; i < 100; i++) {
      const data = `${i} `.repeat(3000);
      written += data;
      output.append(data);
      output.flush();
      output.acknowledge(waking.reader, data.length);
    }
    assert.equal(waking.text(), written);
    assert.deepEqual(waking.gaps, []);
    assert.deepEqual(paused, []);
    assert.ok(written.length > 2 * MAX_REPLAY_CHARS);
  });

  test('a page that wakes late gets a gap and then only newer output', () => {
    const { output } = pausable();
    const waking = listener();
    const late = listener();
    output.attach(waking.reader);
    output.attach(late.reader);
    const written = Array.from({ length: 200_000 }, (_, i) => `${i}\n`).join('');
    for (let at = 0; at < written.length; at += 10_000) {
      output.append(written.slice(at, at + 10_000));
      output.flush();
      output.acknowledge(waking.reader, 10_000);
    }
    const before = late.text();
    assert.equal(before, written.slice(0, before.length));
    for (let acknowledged = 0; acknowledged < late.text().length; ) {
      const chars = late.text().length - acknowledged;
      acknowledged += chars;
      output.acknowledge(late.reader, chars);
    }
    const [[toSeq, linesGone] = [0, 0]] = late.gaps;
    assert.equal(late.gaps.length, 1);
    assert.equal(late.text(), before + written.slice(toSeq));
    assert.equal(linesGone, written.slice(0, toSeq).split('\n').length - 1);
  });

  test('pauses its source only when everybody is behind, and goes on when the one who waits leaves', () => {
    const { output, paused } = pausable();
    const quick = listener();
    const slow = listener();
    output.attach(quick.reader);
    output.attach(slow.reader);
    output.append('x'.repeat(150_000));
    assert.deepEqual(paused, [true]);
    for (let i = 0; i < 3; i++) output.acknowledge(quick.reader, 150_000);
    assert.deepEqual(paused, [true, false]);
    output.detach(quick.reader);
    assert.deepEqual(paused, [true, false, true]);
    output.detach(slow.reader);
    assert.deepEqual(paused, [true, false, true, false]);
  });

  test('never pauses when nobody reads', () => {
    const { output, paused } = pausable();
    output.append('x'.repeat(1_000_000));
    assert.deepEqual(paused, []);
  });

  test('an acknowledgement of more than was sent counts as all of it', () => {
    const { output } = pausable();
    const page = listener();
    output.attach(page.reader);
    output.append('abc');
    output.acknowledge(page.reader, 1e9);
    output.append('x'.repeat(300_000));
    output.flush();
    assert.ok(page.text().length < HIGH_WATER_CHARS + MAX_CHUNK_CHARS + 3);
  });
});
