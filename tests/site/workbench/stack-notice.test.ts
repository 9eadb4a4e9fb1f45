import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StackStatus } from '#contract/messages/stack.ts';
import { type KnownNote, nextNote, switchedWords } from '../../../src/workbench/stack-notice.ts';

const AGAIN = 'The embedded services ended unexpectedly and were started again.';
const status = (state: StackStatus['state'], detail?: string, stack: StackStatus['stack'] = 'embedded'): StackStatus => ({
  stack,
  state,
  services: [],
  ...(detail && { detail }),
});

/** What is told while the runner says these one after the other. */
function told(...statuses: StackStatus[]): (string | undefined)[] {
  let known: KnownNote | undefined;
  return statuses.flatMap((next) => {
    const { isNew, ...now } = nextNote(known, next);
    known = now;
    return isNew ? [now.note] : [];
  });
}

describe('what a stack has to say', () => {
  it('is told once, when it appears', () =>
    assert.deepEqual(told(status('ready'), status('starting'), status('ready', AGAIN), status('ready', AGAIN)), [AGAIN]));
  it('is told again when it happened again', () => {
    const died = [status('starting', AGAIN), status('ready', AGAIN)];
    assert.deepEqual(told(status('ready'), ...died, ...died), [AGAIN, AGAIN]);
  });
  it('is not told to a page that comes later', () => assert.deepEqual(told(status('ready', AGAIN), status('ready', AGAIN)), []));
  it('is told when the services stay down', () =>
    assert.deepEqual(told(status('ready', AGAIN), status('failed', 'They stay down.')), ['They stay down.']));
  it('is not told when the stack is switched', () =>
    assert.deepEqual(told(status('ready', undefined, 'docker'), status('ready', AGAIN)), []));
});

describe('a switch of the stack in words', () => {
  it('says what to expect of the stack', () => {
    assert.equal(
      switchedWords(status('ready')),
      'You are on the embedded stack now. What you did on the Docker stack is kept there.',
    );
    assert.equal(
      switchedWords(status('starting', undefined, 'docker')),
      'You are on the Docker stack now. Its services start; a block that needs one waits for it.',
    );
    assert.equal(switchedWords(status('ready', undefined, 'docker')), 'You are on the Docker stack now. Its services run.');
    assert.equal(
      switchedWords(status('failed', 'Docker is not running.', 'docker')),
      'You are on the Docker stack now. Docker is not running.',
    );
  });
});
