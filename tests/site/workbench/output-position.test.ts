import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OutputPosition } from '../../../src/workbench/output-position.ts';

function at(seq: number): OutputPosition {
  const position = new OutputPosition();
  position.start('run-1', seq);
  return position;
}

describe('output position', () => {
  it('takes chunks in order', () => {
    const position = at(0);
    assert.equal(position.take(0, 'one\n'), 'one\n');
    assert.equal(position.take(4, 'two\n'), 'two\n');
    assert.deepEqual([position.seq, position.linesTaken], [8, 2]);
  });

  it('drops a chunk that came before', () => {
    const position = at(0);
    position.take(0, 'one');
    assert.equal(position.take(0, 'one'), '');
    assert.equal(position.seq, 3);
  });

  it('takes the new part of a chunk that overlaps', () => {
    const position = at(0);
    position.take(0, 'one');
    assert.equal(position.take(1, 'ne two'), ' two');
    assert.equal(position.seq, 7);
  });

  it('starts again after what is gone', () => {
    const position = at(0);
    position.take(0, 'one');
    assert.equal(position.skip(100, 7), true);
    assert.deepEqual([position.seq, position.linesGone, position.linesTaken], [100, 7, 0]);
    assert.equal(position.take(100, 'new'), 'new');
  });

  it('keeps what it has when only that is gone at the runner', () => {
    const position = at(0);
    position.take(0, 'one two');
    assert.equal(position.skip(3, 1), false);
    assert.equal(position.seq, 7);
  });

  it('says how many lines a page that comes back has missed', () => {
    const position = at(0);
    position.take(0, 'a\nb\n');
    assert.equal(position.missed({ run: 'run-1', firstSeq: 4, linesGone: 2 }), 0);
    assert.equal(position.missed({ run: 'run-1', firstSeq: 90, linesGone: 42 }), 40);
    assert.equal(position.missed({ run: 'run-2', firstSeq: 90, linesGone: 42 }), 0, 'another run starts over');
    assert.equal(position.missed({ run: 'run-1', firstSeq: 90, linesGone: 2 }), 1, 'part of a line is a line');
  });
});
