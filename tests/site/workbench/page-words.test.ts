import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ServiceStatus, StackStatus } from '#contract/messages/stack.ts';
import { checkDuration, clock, duration } from '../../../src/workbench/duration.ts';
import { goneWords } from '../../../src/workbench/gone-words.ts';
import {
  countDone,
  leftInWords,
  passedCount,
  progressOf,
  trackCount,
  whereToGoOn,
} from '../../../src/workbench/progress-words.ts';
import {
  memoryInWords,
  portsInWords,
  resetQuestion,
  serviceNote,
  serviceWord,
  stackInWords,
  stackNote,
} from '../../../src/workbench/service-words.ts';
import { stackWords } from '../../../src/workbench/stack-words.ts';
import { percentDone } from '../../../src/workbench/start-words.ts';

const MB = 1024 * 1024;
const service = (given: Partial<ServiceStatus> = {}): ServiceStatus => ({
  service: 'rabbitmq',
  title: 'RabbitMQ',
  state: 'ready',
  available: true,
  endpoints: [],
  ...given,
});
const stack = (given: Partial<StackStatus> = {}): StackStatus => ({
  stack: 'embedded',
  state: 'ready',
  services: [service()],
  ...given,
});

describe('durations', () => {
  it('are short while they are short', () =>
    assert.deepEqual([duration(200), duration(12_840), duration(61_000)], ['0.2 s', '12.8 s', '1:01']));
  it('become a clock', () => assert.deepEqual([clock(42_900), clock(3_725_000)], ['0:42', '1:02:05']));
  it('are exact for a quick check', () => assert.deepEqual([checkDuration(14.2), checkDuration(1_240)], ['14 ms', '1.2 s']));
});

describe('services in words', () => {
  it('say a port that moved and why', () =>
    assert.equal(
      portsInWords([
        { name: 'management', url: '', port: 15673, usualPort: 15672 },
        { name: 'amqp', url: '', port: 5672 },
      ]),
      'localhost:15673 (15672 taken), 5672',
    ));
  it('do not say it twice when a note says by whom', () => {
    const endpoints = [{ name: 'management', url: '', port: 42327, usualPort: 15672 }];
    assert.equal(portsInWords(endpoints, 'Port 15672 is taken by node; RabbitMQ listens on 42327.'), 'localhost:42327');
    assert.equal(portsInWords(endpoints, 'Port 5672 is taken by node.'), 'localhost:42327 (15672 taken)');
  });
  it('say why a service is not there', () =>
    assert.equal(serviceWord(service({ state: 'failed', detail: 'Port 8081 was taken.' })), 'stopped: port 8081 was taken'));
  it('keep a long reason for the line below, and a name as it is written', () => {
    const detail = 'Kafka was ended because it used more than its 1 GB of memory.';
    const killed = service({ title: 'Kafka', state: 'failed', detail, hint: 'Start it again.' });
    assert.deepEqual([serviceWord(killed), serviceNote(killed)], ['stopped', `${detail} Start it again.`]);
    assert.equal(
      serviceWord(service({ title: 'Kafka', state: 'failed', detail: 'Kafka was killed.' })),
      'stopped: Kafka was killed',
    );
    assert.equal(serviceWord(service({ state: 'stopped', detail: 'Docker ended.' })), 'stopped: Docker ended');
  });
  it('say what a service that starts is doing', () => {
    const doing = (progress: ServiceStatus['progress'], detail?: string) =>
      service({ state: 'starting', progress, ...(detail && { detail }) });
    // As the runner counts: an image's size is in millions of bytes.
    const million = 1_000_000;
    const pulling = doing({ step: 'pulling', doneBytes: 120 * million, totalBytes: 310 * million }, 'Pulling 120 of 310 MB.');
    assert.deepEqual([serviceWord(pulling), serviceNote(pulling)], ['pulling 120 of 310 MB', undefined]);
    assert.equal(percentDone(pulling), 38);
    const large = doing({ step: 'pulling', doneBytes: 400 * million, totalBytes: 1_200 * million });
    assert.equal(serviceWord(large), 'pulling 0.4 of 1.2 GB');
    const building = doing({ step: 'building' }, 'Step 3/7 : RUN apt-get install curl');
    assert.deepEqual(
      [serviceWord(building), serviceNote(building), percentDone(building)],
      ['building its image', 'Step 3/7 : RUN apt-get install curl', undefined],
    );
    const waiting = doing({ step: 'waiting' }, 'Waiting until it is healthy.');
    assert.deepEqual([serviceWord(waiting), serviceNote(waiting)], ['waiting until it is healthy', undefined]);
    assert.equal(serviceWord(service({ progress: { step: 'pulling' } })), 'ready', 'what it did is over');
  });
  it('say how much memory is used, and of how much', () => {
    assert.equal(memoryInWords(service({ memoryBytes: 21 * MB })), '21 MB');
    assert.equal(memoryInWords(service({ memoryBytes: 212 * MB, memoryLimitBytes: 512 * MB })), '212 of 512 MB');
    assert.equal(memoryInWords(service({ memoryLimitBytes: 512 * MB })), '');
  });
  it('sum the stack up', () =>
    assert.equal(stackInWords(stack({ memoryBytes: 102 * 1024 * 1024, readyMs: 600 })), 'Embedded · 102 MB · ready in 0.6 s'));
  it('name in the foot what is stopped, not how long a start took', () =>
    assert.equal(
      stackInWords(stack({ readyMs: 600, services: [service({ state: 'stopped' })] })),
      'Embedded · RabbitMQ stopped',
    ));
  it('ask before data goes, of a service nobody wrote a line for too', () => {
    assert.equal(resetQuestion(service({ service: 'kafka', title: 'Kafka' })), 'Reset Kafka? Its topics are removed.');
    assert.equal(resetQuestion(service({ service: 'flink', title: 'Flink' })), 'Reset Flink? All its data is removed.');
  });
  it('say by whom the usual port of a ready service is taken', () => {
    const detail = 'Port 15672 is taken by node (process 4711); RabbitMQ listens on 42327.';
    assert.equal(serviceNote(service({ detail })), detail);
    assert.equal(serviceWord(service({ detail })), 'ready');
  });
  it('say after a failure what to do, and otherwise nothing', () => {
    assert.equal(serviceNote(service({ state: 'failed', detail: 'It ended.', hint: 'Start it again.' })), 'Start it again.');
    assert.equal(serviceNote(service({ state: 'starting', detail: 'It ended and is starting again.' })), undefined);
    assert.equal(serviceNote(service()), undefined);
  });
  it('say what happened to all of them, in every state', () => {
    const again = { detail: 'The embedded services ended unexpectedly and were started again.', hint: 'Verify.' };
    assert.equal(stackNote(stack(again)), `${again.detail} Verify.`);
    assert.equal(stackNote(stack({ ...again, state: 'failed' })), `${again.detail} Verify.`);
    assert.equal(stackNote(stack()), undefined);
  });
  it('give the header a dot and the same in a word', () => {
    assert.deepEqual(stackWords(stack(), 'connected'), { dot: 'ready', word: 'ready' });
    const stopped = stack({ services: [service({ state: 'stopped' }), service({ service: 'kafka', title: 'Kafka' })] });
    assert.deepEqual(stackWords(stopped, 'connected', ['rabbitmq']), { dot: 'stopped', word: 'RabbitMQ stopped' });
    assert.deepEqual(stackWords(stopped, 'connected', ['kafka']), { dot: 'ready', word: 'ready' });
    assert.deepEqual(stackWords(stack(), 'gone'), { dot: 'stopped', word: 'not running' });
    assert.deepEqual(stackWords(stack(), 'signed-out'), { dot: 'stopped', word: 'not signed in' });
    assert.deepEqual(stackWords(undefined, 'connecting'), { dot: 'stopped', word: '' });
  });
  it('give the header how far a start is, over all images together', () => {
    const pulling = (doneBytes: number, totalBytes: number) =>
      service({ state: 'starting', progress: { step: 'pulling', doneBytes, totalBytes } });
    const word = (services: ServiceStatus[]) =>
      stackWords(stack({ stack: 'docker', state: 'starting', services }), 'connected').word;
    assert.equal(word([pulling(30, 100), pulling(46, 100)]), 'pulling 38 %');
    assert.equal(word([service({ state: 'starting', progress: { step: 'building' } })]), 'building');
    assert.equal(word([service({ state: 'starting', progress: { step: 'waiting' } })]), 'starting');
  });
});

describe('progress in words', () => {
  const progress = { lessons: { 't/a': { passedAt: 1, changed: false }, 't/b': { passedAt: 1, changed: true } } };
  it('tells passed, changed and open lessons apart', () =>
    assert.deepEqual(
      ['t/a', 't/b', 't/c'].map((lesson) => progressOf(progress, lesson)),
      ['passed', 'changed', 'todo'],
    ));
  it('counts a changed lesson as passed', () =>
    assert.equal(passedCount(progress, ['t/a', 't/b', 't/c']), '2 of 3 lessons passed'));
  it('calls brought what was done for the learner, in the list, in the row of the track and at its end', () => {
    const lessons = { ...progress.lessons, 't/c': { passedAt: 1, changed: false, brought: true as const } };
    const all = ['t/a', 't/b', 't/c', 't/d'];
    assert.equal(progressOf({ lessons }, 't/c'), 'brought');
    assert.equal(passedCount({ lessons }, all), '2 of 4 lessons passed, 1 brought');
    assert.deepEqual(countDone({ lessons }, all), { passed: 2, brought: 1 });
    assert.deepEqual(
      [trackCount({ passed: 2, brought: 1 }, 4, true), trackCount({ passed: 3, brought: 1 }, 4, true)],
      ['2 of 4 lessons, 1 brought', 'Complete, 1 brought'],
    );
    assert.deepEqual(
      [trackCount({ passed: 4, brought: 0 }, 4, true), trackCount({ passed: 4, brought: 0 }, 4, false)],
      ['Complete', '4 of 4 lessons'],
    );
    assert.equal(leftInWords(['A', 'B']), 'Not done yet: “A” and “B”.');
    assert.equal(leftInWords(['A', 'B', 'C']), '3 lessons before it are not done yet.');
    assert.equal(whereToGoOn({ lessons }, all, 't/c'), 't/d');
  });
});

describe('words for a runner that is not there', () => {
  it('say how to start it', () => assert.equal(goneWords('gone')?.command, 'npm start'));
  it('are others for a page that is not signed in', () =>
    assert.equal(goneWords('signed-out')?.strong, 'This page is not signed in to the runner.'));
  it('offer to try again only where that helps', () =>
    assert.deepEqual(
      (['gone', 'signed-out', 'outdated'] as const).map((connection) => goneWords(connection)?.action),
      ['retry', undefined, 'reload'],
    ));
  it('tell a visitor of a copy without a runner what the runner belongs to', () => {
    const words = goneWords('elsewhere');
    assert.equal(words?.strong, 'There is no runner behind this copy of the pages.');
    assert.match(words?.rest ?? '', /get the Towpath project, as its README says/);
  });
  it('are none while all is well', () => assert.equal(goneWords('connected'), undefined));
});

describe('where to go on', () => {
  const lessons = ['t/a', 't/b', 't/c'];
  const passed = (...ids: string[]) => ({
    lessons: Object.fromEntries(ids.map((id) => [id, { passedAt: 0, changed: false }])),
  });
  it('is the lesson looked at last, or the next one once it is passed', () => {
    assert.equal(whereToGoOn(passed('t/a'), lessons, 't/b'), 't/b');
    assert.equal(whereToGoOn(passed('t/a', 't/b'), lessons, 't/b'), 't/c');
  });
  it('is what was left out when the last lesson is passed', () =>
    assert.equal(whereToGoOn(passed('t/a', 't/c'), lessons, 't/c'), 't/b'));
  it('is nowhere when all are passed', () => assert.equal(whereToGoOn(passed(...lessons), lessons, 't/a'), undefined));
});
