import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MAX_CHUNK_CHARS, MAX_REPLAY_CHARS } from '#contract/limits.ts';
import { ReplayLog } from '../../../runner/terminal/replay-log.ts';
import { seededRandom } from '../../support/seeded-random.ts';

describe('a replay log', () => {
  test('is empty at first, and stays so when nothing is appended', () => {
    const log = new ReplayLog();
    log.append('');
    assert.deepEqual([log.firstSeq, log.nextSeq, log.linesGone, log.text()], [0, 0, 0, '']);
    assert.equal(log.read(0, 10), undefined);
  });

  test('reads from any position, at most as much as was asked for', () => {
    const log = new ReplayLog();
    const text = Array.from({ length: 3000 }, (_, i) => `line ${i}\n`).join('');
    for (let at = 0; at < text.length; at += 777) log.append(text.slice(at, at + 777));
    for (const seq of [0, 1, 4095, 4096, 4097, 8192, text.length - 1]) {
      assert.deepEqual(log.read(seq, 50), { seq, data: text.slice(seq, seq + 50) });
      assert.deepEqual(log.read(seq, 10_000), { seq, data: text.slice(seq, seq + 10_000) });
    }
    assert.equal(log.read(text.length, 50), undefined);
  });

  test('keeps the newest, counts the lines that are gone, and reads from the first that is kept', () => {
    const log = new ReplayLog();
    const line = `${'x'.repeat(99)}\n`;
    for (let i = 0; i < 10_000; i++) log.append(line);
    const kept = log.nextSeq - log.firstSeq;
    assert.equal(log.nextSeq, 1_000_000);
    assert.ok(kept >= MAX_REPLAY_CHARS && kept <= MAX_REPLAY_CHARS + 4096, `${kept} are kept`);
    const goneText = line.repeat(10_000).slice(0, log.firstSeq);
    assert.equal(log.linesGone, goneText.split('\n').length - 1);
    assert.equal(log.read(0, 10)?.seq, log.firstSeq);
  });

  test('one append larger than all that is kept leaves its end', () => {
    const log = new ReplayLog();
    const text = `${'a'.repeat(3 * MAX_REPLAY_CHARS)}end`;
    log.append(text);
    assert.ok(log.text().length <= MAX_REPLAY_CHARS + 4096);
    assert.equal(log.text(), text.slice(log.firstSeq));
  });

  test('goes on where another one stopped', () => {
    const log = new ReplayLog({ seq: 1000, linesGone: 7, data: 'abc' });
    log.append('def');
    assert.deepEqual([log.firstSeq, log.nextSeq, log.linesGone, log.text()], [1000, 1006, 7, 'abcdef']);
    assert.deepEqual(log.read(1002, 3), { seq: 1002, data: 'cde' });
  });

  test('a reader at any pace loses nothing and gets nothing twice', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = seededRandom(seed);
      const log = new ReplayLog();
      let written = '';
      let at = 0;
      let read = '';
      for (let step = 0; step < 400; step++) {
        if (random() < 0.6) {
          const data = String.fromCharCode(97 + (step % 26)).repeat(Math.floor(random() ** 4 * 20_000));
          written += data;
          log.append(data);
        } else {
          const chunk = log.read(at, 1 + Math.floor(random() * MAX_CHUNK_CHARS));
          if (!chunk) continue;
          // What is no longer kept is the only thing that may be missing, and the position says how much.
          if (chunk.seq > at) assert.equal(chunk.seq, log.firstSeq);
          read += written.slice(at, chunk.seq) + chunk.data;
          at = chunk.seq + chunk.data.length;
        }
      }
      for (let chunk = log.read(at, 9999); chunk; chunk = log.read(at, 9999)) {
        read += written.slice(at, chunk.seq) + chunk.data;
        at = chunk.seq + chunk.data.length;
      }
      assert.equal(read, written, `seed ${seed}`);
    }
  });
});
