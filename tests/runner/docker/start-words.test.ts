import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PullProgress } from '../../../runner/docker/pull-progress.ts';
import { startWords } from '../../../runner/docker/start-words.ts';

describe('words while a service starts', () => {
  test('are those of the container with the longest way to go', () => {
    assert.deepEqual(startWords([{ step: 'waiting' }, { step: 'creating' }]), {
      detail: 'Starting.',
      progress: { step: 'creating' },
    });
    assert.deepEqual(startWords([{ step: 'waiting' }]), {
      detail: 'Waiting until it is healthy.',
      progress: { step: 'waiting' },
    });
    assert.deepEqual(
      startWords([{ step: 'waiting', needs: ['Kafka', 'the shell'] }]).detail,
      'It waits for Kafka and the shell.',
    );
    assert.deepEqual(startWords([]), {});
  });

  test('sum up what is pulled for all its containers', () => {
    const mb = 1_000_000;
    const steps = [
      { step: 'pulling' as const, bytes: { done: 100 * mb, total: 200 * mb } },
      { step: 'pulling' as const, bytes: { done: 20 * mb, total: 110 * mb } },
      { step: 'waiting' as const },
    ];
    assert.deepEqual(startWords(steps), {
      detail: 'Pulling 120 of 310 MB.',
      progress: { step: 'pulling', doneBytes: 120 * mb, totalBytes: 310 * mb },
    });
    const large = { step: 'pulling' as const, bytes: { done: 400 * mb, total: 1_200 * mb } };
    assert.equal(startWords([large]).detail, 'Pulling 0.4 of 1.2 GB.');
    assert.deepEqual(startWords([{ step: 'pulling' }]), { detail: 'Pulling its image.', progress: { step: 'pulling' } });
  });

  test('say which step a build is at', () => {
    assert.equal(startWords([{ step: 'building', build: '3 of 12' }]).detail, 'Building its image, step 3 of 12.');
    assert.equal(startWords([{ step: 'building' }]).detail, 'Building its image.');
  });
});

describe('how far a pull is', () => {
  test('is the sum of its layers, those that were here left out', () => {
    const pull = new PullProgress();
    const take = (id: string, status: string, progressDetail = {}) => pull.take({ id, status, progressDetail });
    assert.equal(take('1', 'Pulling from library/kafka'), false);
    assert.equal(take('a', 'Already exists'), false);
    assert.equal(take('b', 'Pulling fs layer'), false);
    assert.equal(take('b', 'Downloading', { current: 10, total: 100 }), true);
    assert.equal(take('c', 'Downloading', { current: 5, total: 50 }), true);
    assert.deepEqual(pull.sum(), { done: 15, total: 150 });
    assert.equal(take('b', 'Download complete'), true);
    // What is unpacked has been fetched: it counts once.
    assert.equal(take('b', 'Extracting', { current: 1, total: 100 }), false);
    assert.equal(take('b', 'Pull complete'), false);
    assert.deepEqual(pull.sum(), { done: 105, total: 150 });
  });

  test('never goes back, when a layer is tried again', () => {
    const pull = new PullProgress();
    pull.take({ id: 'b', status: 'Downloading', progressDetail: { current: 80, total: 100 } });
    pull.take({ id: 'b', status: 'Downloading', progressDetail: { current: 10, total: 100 } });
    assert.deepEqual(pull.sum(), { done: 80, total: 100 });
  });
});
