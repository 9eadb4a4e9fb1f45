import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Known, names, whatToTry } from '../../../src/workbench/block-help.ts';

const known = (given: Partial<Known>): Known => ({
  status: {
    block: 'b',
    state: 'failed',
    run: 'r',
    stack: 'embedded',
    edited: false,
    firstSeq: 0,
    nextSeq: 0,
    linesGone: 0,
    exitCode: 1,
  },
  edited: false,
  from: undefined,
  down: undefined,
  files: [],
  missing: [],
  unfinished: [],
  hasAbove: false,
  output: '',
  ...given,
});

describe('what to try', () => {
  it('names a service that is stopped', () => {
    const help = whatToTry(known({ missing: ['publish'], down: { service: 'rabbitmq', title: 'RabbitMQ' } }));
    assert.equal(help.sentence, 'RabbitMQ is stopped. Start it, then run the block again.');
    assert.deepEqual(help.actions, [{ do: 'start', service: 'rabbitmq', title: 'RabbitMQ' }]);
  });
  it('offers both to who edited the block while a service is stopped', () => {
    const { actions } = whatToTry(known({ edited: true, down: { service: 'rabbitmq', title: 'RabbitMQ' } }));
    assert.deepEqual(
      actions.map((action) => action.do),
      ['start', 'put-back'],
    );
  });
  it('does not explain a result by the text that stands above it when another one ran', () => {
    const mine = whatToTry(known({ from: 'learner', hasAbove: true }));
    assert.equal(mine.sentence, 'This is from your edited text. The lesson’s text is back: run it.');
    assert.deepEqual(mine.actions, []);
    assert.match(
      whatToTry(known({ from: 'lesson', edited: true })).sentence,
      /^This is from the lesson’s text, before you edited it\./,
    );
    const down = whatToTry(known({ from: 'learner', down: { service: 'rabbitmq', title: 'RabbitMQ' } }));
    assert.match(down.sentence, /RabbitMQ is stopped; start it first\.$/);
  });
  it('offers to put back a file that was edited', () => {
    const { sentence, actions } = whatToTry(known({ files: ['event.json'], unfinished: ['a'], hasAbove: true }));
    assert.equal(sentence, 'You edited event.json; the lesson’s text can be put back.');
    assert.deepEqual(actions, [{ do: 'put-back-files', files: ['event.json'] }]);
  });
  it('offers the lesson’s text to who edited the block', () =>
    assert.deepEqual(whatToTry(known({ edited: true })).actions, [{ do: 'put-back' }]));
  it('has at most two buttons', () =>
    assert.deepEqual(whatToTry(known({ edited: true, missing: ['publish'] })).actions, [
      { do: 'put-back' },
      { do: 'run-above', again: false },
    ]));
  it('names what the block builds on', () => {
    assert.equal(whatToTry(known({ missing: ['publish'] })).sentence, 'This block builds on publish, which has not run.');
    assert.equal(whatToTry(known({ missing: ['a', 'b'] })).sentence, 'This block builds on a and b, which have not run.');
  });
  it('gives the install line of a missing program', () => {
    const status = { ...known({}).status, exitCode: 127 };
    const { sentence } = whatToTry(known({ status, output: 'bash: line 1: jq: command not found\n' }));
    assert.equal(sentence, 'jq is not installed. On Debian and Ubuntu: sudo apt install jq. On macOS: brew install jq.');
  });
  it('names what failed above', () => {
    const { sentence, actions } = whatToTry(known({ unfinished: ['create-queue'], hasAbove: true }));
    assert.equal(sentence, 'Above it, create-queue has failed or not run yet. Begin there.');
    assert.deepEqual(actions, [{ do: 'run-above', again: false }]);
  });
  it('else points to the output, and runs also what is done above: the stack may have been reset', () => {
    const { sentence, actions } = whatToTry(known({ hasAbove: true }));
    assert.equal(
      sentence,
      'Read the last line of the output. If the stack was reset since you ran the blocks above, run them again.',
    );
    assert.deepEqual(actions, [{ do: 'run-above', again: true }]);
  });
  it('has no button for the first block of a lesson', () => assert.deepEqual(whatToTry(known({})).actions, []));
});

describe('names', () => {
  it('reads as in a sentence', () =>
    assert.deepEqual([names(['a']), names(['a', 'b']), names(['a', 'b', 'c'])], ['a', 'a and b', 'a, b and c']));
});
