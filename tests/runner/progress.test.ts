import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { Lessons } from '../../runner/lessons/lessons.ts';
import { Progress } from '../../runner/progress/progress.ts';
import { fence, fixtureContent, temporaryDir } from '../support/fixture-content.ts';

const blocks = [fence('id=one', 'true')];
const contentDir = fixtureContent({ '01-first': { blocks }, '02-second': { blocks }, '03-third': { blocks } });
const lessons = new Lessons(contentDir);
after(() => {
  lessons.close();
  rmSync(contentDir, { recursive: true, force: true });
});
const progress = () => new Progress(temporaryDir(), lessons);
const lesson = (name: string) => lessons.get(`try/${name}`);

describe('the lesson to continue with', () => {
  it('is not one further on that was only looked at', () => {
    const kept = progress();
    kept.visit(lesson('third'));
    assert.equal(kept.state().last, undefined);
    kept.visit(lesson('first'));
    kept.visit(lesson('third'));
    assert.equal(kept.state().last, 'try/first');
  });
  it('is the next one as soon as it is opened with all before it passed', () => {
    const kept = progress();
    kept.pass(lesson('first'));
    kept.visit(lesson('second'));
    assert.equal(kept.state().last, 'try/second');
  });
  it('is the next one as soon as it is opened with all before it brought', () => {
    const kept = progress();
    kept.bring(lesson('first'));
    kept.visit(lesson('second'));
    assert.equal(kept.state().last, 'try/second');
  });
  it('is any in which something was run or verified', () => {
    const kept = progress();
    kept.work(lesson('third'));
    assert.equal(kept.state().last, 'try/third');
  });
});

describe('a lesson that was brought', () => {
  const how = (kept: Progress) => kept.state().lessons['try/first'];
  it('is told from one that was passed, also after a restart', () => {
    const dir = temporaryDir();
    new Progress(dir, lessons).bring(lesson('first'));
    const kept = new Progress(dir, lessons);
    assert.equal(how(kept)?.brought, true);
    kept.pass(lesson('first'));
    assert.equal(how(kept)?.brought, undefined);
  });
  it('takes no tick from one that was passed', () => {
    const kept = progress();
    kept.pass(lesson('first'));
    const before = how(kept);
    kept.bring(lesson('first'));
    assert.deepEqual(how(kept), before);
  });
  it('counts no more when its blocks or checks are others', () => {
    const kept = progress();
    kept.bring({ ...lesson('first'), exerciseHash: 'another' });
    assert.equal(how(kept), undefined);
  });
});
