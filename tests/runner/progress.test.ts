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
  it('is any in which something was run or verified', () => {
    const kept = progress();
    kept.work(lesson('third'));
    assert.equal(kept.state().last, 'try/third');
  });
});
