import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BlockStatus } from '#contract/messages/block.ts';
import { stateLine } from '../../../src/workbench/block-words.ts';

const status = (given: Partial<BlockStatus>): BlockStatus => ({
  block: 'publish',
  state: 'idle',
  run: 'run-1',
  stack: 'embedded',
  edited: false,
  firstSeq: 0,
  nextSeq: 0,
  linesGone: 0,
  ...given,
});
const words = (given: Partial<BlockStatus> | undefined, { follow = false, exit = 0, doing = '' } = {}) => {
  const say = { now: 60_400, waitingFor: 'RabbitMQ', ...(doing && { doing }) };
  const { word, rest } = stateLine(given && status(given), { follow, exit }, say);
  return `${word} ${rest}`.trim();
};

describe('state line', () => {
  it('says before the first run that there was none', () => {
    assert.equal(words(undefined), 'Not run yet');
    assert.equal(words({ state: 'idle', run: null }), 'Not run yet');
  });
  it('says of what text a result is when another one stands above it', () => {
    const done = (from: 'lesson' | 'learner') =>
      stateLine(status({ state: 'ok', exitCode: 0 }), { follow: false, exit: 0, from }, { now: 0, waitingFor: '' }).rest;
    assert.equal(done('learner'), 'exit 0 · from your edited text');
    assert.equal(done('lesson'), 'exit 0 · from the lesson’s text');
  });
  it('names the service a block waits for', () => assert.equal(words({ state: 'waiting' }), 'Waiting for RabbitMQ to start'));
  it('says what that service is doing, when it says so', () => {
    assert.equal(words({ state: 'waiting' }, { doing: 'pulling 120 of 310 MB' }), 'Waiting for RabbitMQ: pulling 120 of 310 MB');
    assert.equal(
      words({ state: 'waiting' }, { doing: 'waiting until it is healthy' }),
      'Waiting for RabbitMQ until it is healthy',
    );
  });
  it('counts while a block runs', () => assert.equal(words({ state: 'running', startedAt: 57_000 }), 'Running 3.4 s'));
  it('shows a clock for a block that goes on', () =>
    assert.equal(words({ state: 'running', startedAt: 18_400 }, { follow: true }), 'Following 0:42'));
  it('says that what it made is gone', () =>
    assert.equal(words({ state: 'ok', exitCode: 0, ms: 200, emptied: 'Kafka' }), 'Done exit 0 · 0.2 s · before Kafka was reset'));
  it('says exit status and duration of a good run', () =>
    assert.equal(words({ state: 'ok', exitCode: 0, ms: 200 }), 'Done exit 0 · 0.2 s'));
  it('says that a failure was declared', () =>
    assert.equal(words({ state: 'ok', exitCode: 22, ms: 100 }, { exit: 22 }), 'Done exit 22, as expected · 0.1 s'));
  it('says only the duration of a follow block that saw what it was to see', () =>
    assert.equal(words({ state: 'ok', ms: 5_000 }, { follow: true }), 'Done 5.0 s'));
  it('says which exit status was expected', () =>
    assert.equal(words({ state: 'failed', exitCode: 22, ms: 100 }), 'Failed exit 22, expected 0 · 0.1 s'));
  it('gives the reason when the exit status does not say it', () =>
    assert.equal(
      words({ state: 'failed', exitCode: 0, reason: 'did not show "RUNNING"', ms: 5_000 }),
      'Failed did not show "RUNNING" · 5.0 s',
    ));
  it('keeps patterns to the runner', () =>
    assert.equal(
      words({ state: 'failed', exitCode: 0, reason: 'did not show /"routed": ?true/', ms: 5_000 }),
      'Failed did not show what the lesson expects · 5.0 s',
    ));
  it('says when the learner stopped it', () =>
    assert.equal(words({ state: 'stopped', ms: 12_800 }), 'Stopped by you after 12.8 s'));
  it('says that the runner was restarted', () =>
    assert.equal(words({ state: 'interrupted' }), 'Interrupted the runner was restarted'));
  it('says in its place what else ended the run', () => {
    const ended = (reason: string) => words({ state: 'interrupted', reason });
    assert.equal(ended('Docker ended while it ran.'), 'Interrupted Docker ended while it ran');
    assert.equal(
      ended('The container of RabbitMQ ended while it ran.'),
      'Interrupted the container of RabbitMQ ended while it ran',
    );
  });
  it('says of every run that is over when it was on the Docker stack', () =>
    assert.deepEqual(
      (['ok', 'failed', 'stopped', 'interrupted', 'running'] as const).map((state) =>
        words({ state, stack: 'docker', exitCode: 0, ms: 200, startedAt: 60_200 }),
      ),
      [
        'Done exit 0 · 0.2 s · on Docker',
        'Failed exit 0, expected 0 · 0.2 s · on Docker',
        'Stopped by you after 0.2 s · on Docker',
        'Interrupted the runner was restarted · on Docker',
        'Running 0.2 s',
      ],
    ));
});
