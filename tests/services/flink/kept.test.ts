import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Kept } from '../../../runner/services/flink/sql/kept.ts';
import { temporaryDir } from '../../support/fixture-content.ts';

describe('what is kept between the blocks of a lesson', () => {
  test('is one session, that of whoever was first; one that is gone is replaced once', () => {
    const lesson = join(temporaryDir('towpath-flink'), 'track/lesson');
    const [one, other] = [new Kept(lesson), new Kept(lesson)];
    assert.equal(one.session(), undefined);
    assert.equal(one.keepSession('a', undefined), 'a');
    assert.equal(other.keepSession('b', undefined), 'a');
    assert.equal(one.keepSession('c', 'a'), 'c');
    assert.equal(other.keepSession('d', 'a'), 'c');
    assert.equal(new Kept(lesson).session(), 'c');
  });

  test('are jobs by block and queries by process, each lesson its own', () => {
    const dir = temporaryDir('towpath-flink');
    const kept = new Kept(join(dir, 'track/one'));
    assert.deepEqual([kept.jobs('count'), kept.queries()], [[], []]);
    kept.keepJobs('count', ['a', 'b']);
    kept.keepQuery(7, { session: 's', operation: 'o' });
    kept.keepQuery(8, { session: 's', operation: 'p' });
    kept.forgetQuery(7);
    assert.deepEqual([kept.jobs('count'), kept.jobs('other')], [['a', 'b'], []]);
    assert.deepEqual(kept.queries(), [[8, { session: 's', operation: 'p' }]]);
    assert.deepEqual(new Kept(join(dir, 'track/two')).queries(), []);
  });
});
