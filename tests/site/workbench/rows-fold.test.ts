import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RowKind } from '#contract/rows.ts';
import { KEPT_ROWS, RowsFold } from '../../../src/workbench/rows-fold.ts';
import { seededRandom } from '../../support/seeded-random.ts';

const words = (fold: RowsFold): string[] => [...fold.rows.values()].map((row) => row.join(' '));
const tell = (fold: RowsFold, ...changes: string[]): void => {
  for (const change of changes) {
    const [kind = '', ...row] = change.split(' ');
    fold.take(kind as RowKind, row);
  }
};

describe('rows that are told one after the other', () => {
  test('stand in the order in which they came, equal ones each for itself', () => {
    const fold = new RowsFold();
    tell(fold, '+I a', '+I b', '+I a');
    assert.deepEqual(words(fold), ['a', 'b', 'a']);
    assert.equal(fold.count, 3);
  });

  test('are replaced in place: what was withdrawn stands until its new form comes', () => {
    const fold = new RowsFold();
    tell(fold, '+I canal 1', '+I lock 1', '-U canal 1');
    assert.deepEqual(words(fold), ['canal 1', 'lock 1']);
    tell(fold, '+U canal 2');
    assert.deepEqual(words(fold), ['canal 2', 'lock 1']);
    assert.equal(fold.count, 2);
  });

  test('go when they are deleted; the number of a row is never given to another', () => {
    const fold = new RowsFold();
    tell(fold, '+I a', '+I b');
    assert.deepEqual(fold.take('-D', ['a']), [{ id: 0, row: undefined }]);
    assert.deepEqual(fold.take('+I', ['c']), [{ id: 2, row: ['c'] }]);
    assert.deepEqual([words(fold), fold.count], [['b', 'c'], 2]);
  });

  test('of which only the end is here: an unknown one that is replaced is a new one, and all are counted', () => {
    const fold = new RowsFold();
    fold.recount(100);
    tell(fold, '-U canal 1', '+U canal 2', '-D lock 7');
    assert.deepEqual([words(fold), fold.count], [['canal 2'], 99]);
  });

  test('are kept up to a number, and counted beyond it', () => {
    const fold = new RowsFold();
    for (let n = 0; n < KEPT_ROWS + 10; n++) fold.take('+I', [String(n)]);
    assert.deepEqual([fold.rows.size, fold.count, words(fold)[0]], [KEPT_ROWS, KEPT_ROWS + 10, '10']);
    tell(fold, '-U 3', '+U 3b');
    assert.deepEqual([fold.rows.size, fold.count, words(fold).at(-1)], [KEPT_ROWS, KEPT_ROWS + 10, '3b']);
  });

  test('make the same table as the counts they were told from, whatever came in between', () => {
    const random = seededRandom(7);
    const fold = new RowsFold();
    const counts = new Map<string, number>();
    for (let step = 0; step < 5_000; step++) {
      const word = `w${Math.floor(random() * 40)}`;
      const n = counts.get(word);
      if (n === undefined) tell(fold, `+I ${word} 1`);
      else if (random() < 0.05) tell(fold, `-D ${word} ${n}`);
      else tell(fold, `-U ${word} ${n}`, `+U ${word} ${n + 1}`);
      if (n !== undefined && fold.count < counts.size) counts.delete(word);
      else counts.set(word, (n ?? 0) + 1);
    }
    assert.deepEqual(words(fold).sort(), [...counts].map(([word, n]) => `${word} ${n}`).sort());
    assert.equal(fold.count, counts.size);
  });
});
