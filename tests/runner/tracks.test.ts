import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import type { TrackStatus } from '#contract/messages/track.ts';
import { eventually } from '../support/eventually.ts';
import { fence, fixtureContent, temporaryDir } from '../support/fixture-content.ts';
import { type Request, RequestRefused, RunnerClient } from '../support/runner-client.ts';
import { type StartedRunner, startRunner } from '../support/start-runner.ts';

const contentDir = fixtureContent({
  '01-first': {
    services: ['echo'],
    checks: [
      '{ id: heard, check: echo.heard, text: hello }',
      '{ id: late, check: file.exists, file: late.txt, contains: here, within: 20 }',
    ],
    blocks: [
      fence('id=say', 'curl --silent --data hello http://echo:7007/say; (sleep 0.3; echo here > late.txt) & wait'),
      fence('id=aside optional', 'echo aside > aside.txt'),
      fence('id=elsewhere stack=docker', 'echo elsewhere > elsewhere.txt'),
    ],
    files: { 'start.txt': 'as it was' },
  },
  '02-second': {
    checks: ['{ id: copy, check: file.exists, file: copy.txt }'],
    blocks: [fence('id=wrong exit=1', 'false'), fence('id=copy', 'cp late.txt copy.txt')],
  },
  '02-then-flink': {
    services: ['flink'],
    checks: ['{ id: cluster, check: flink.cluster }'],
    blocks: [fence('id=alone', 'false')],
  },
  '03-third': {
    checks: ['{ id: switch, check: file.exists, file: switch.txt, contains: on, within: 0.2, title: The switch is on }'],
    blocks: [
      fence('id=slow', 'while [ -e wait.txt ]; do sleep 0.05; done; [ ! -e broken.txt ]'),
      fence('id=switch file=wanted.txt', 'on'),
      fence('id=put', 'cp wanted.txt switch.txt'),
    ],
  },
  '04-fourth': {
    checks: ['{ id: last, check: file.exists, file: last.txt }'],
    blocks: [fence('id=last', 'echo last > last.txt')],
  },
  '05-fifth': {
    checks: ['{ id: kept, check: file.exists, file: last.txt }'],
    blocks: [
      fence(
        'id=pump background expect=up',
        'echo up; [ -e water.txt ] && exec sleep 300\nuntil [ -e drawn.txt ]; do sleep 0.05; done; echo no water; exit 3',
      ),
      fence(
        'id=draw',
        'touch drawn.txt\n[ -e water.txt ] || until grep -q failed ../../outputs/try/fifth/pump/run.json; do sleep 0.05; done',
      ),
    ],
  },
  '06-sixth': { blocks: [fence('id=end', 'true')] },
});
const dataDir = temporaryDir();
const files = join(dataDir, 'embedded/workspace/try');
const there = (name: string) => existsSync(join(files, name));
let runner: StartedRunner;
let client: RunnerClient;
let heard: TrackStatus[] = [];

before(async () => {
  runner = await startRunner({ dataDir, args: ['--content-dir', contentDir] });
  const connected = await RunnerClient.connect(runner);
  ({ client } = connected);
  await client.untilReady(connected.welcome.stack);
  client.on('track.state', ({ status }) => {
    if (status) heard.push(status);
  });
});
after(() => runner.stop());
afterEach(() => order({ type: 'track.reset', track: 'try' }));

/** Gives an order and waits for how it ends. */
async function order(request: Request): Promise<TrackStatus> {
  heard = [];
  const { promise, resolve } = Promise.withResolvers<TrackStatus>();
  const forget = client.on('track.state', ({ status }) => {
    if (status && status.state !== 'running') resolve(status);
  });
  try {
    await client.request(request);
    return await promise;
  } finally {
    forget();
  }
}

const bring = (lesson: string, fresh = false): Request => ({ type: 'track.bring', lesson: `try/${lesson}`, fresh });
const shell = (text: string) => client.runBlock('try/fourth', 'last', { text });

test('a lesson of the other stack is not verified here: what to do is said at once, before anything is looked at', async () => {
  const refused = await client.verify('try/then-flink').catch((error: unknown) => error);
  assert.ok(refused instanceof RequestRefused);
  const { code, message, hint } = refused.body;
  assert.deepEqual(
    [code, message, hint],
    [
      'stack.unavailable',
      'This lesson needs Flink, on the Docker stack. You are on the embedded one.',
      'Switch to Docker at the top of the page, do the lesson there, and verify.',
    ],
  );
  assert.equal((await client.openLesson('try/then-flink')).verify.state, 'idle');
});

describe('Bring me here', () => {
  test('runs what the earlier lessons of this stack require and waits until their checks hold; they count as brought, not as passed', async () => {
    const status = await order(bring('third'));
    const { beganMs, ...rest } = status;
    assert.deepEqual(rest, { track: 'try', order: 'bring', to: 'try/third', state: 'done', done: 3, of: 3 });
    assert.ok(
      heard.every((told) => told.beganMs === beganMs),
      'it is told apart from other orders',
    );
    assert.deepEqual(['late.txt', 'copy.txt', 'aside.txt', 'elsewhere.txt'].map(there), [true, true, false, false]);
    const reached = heard.flatMap(({ at, done }) => (at ? [[at.lesson, at.block, done]] : []));
    assert.deepEqual(reached, [
      ['try/first', 'say', 0],
      ['try/first', undefined, 1],
      ['try/second', 'wrong', 1],
      ['try/second', 'copy', 2],
      ['try/second', undefined, 3],
    ]);
    const { welcome } = await RunnerClient.connect(runner);
    const { blocks, verify } = await client.openLesson('try/first');
    assert.equal(blocks.find(({ block }) => block === 'say')?.state, 'ok');
    assert.equal(verify.state, 'idle');
    const progress = Object.entries(welcome.progress.lessons).map(([id, { brought }]) => [id, brought]);
    assert.deepEqual(progress, [
      ['try/first', true],
      ['try/second', true],
    ]);
    assert.equal(welcome.progress.last, 'try/third');
    assert.deepEqual(welcome.track, status, 'a page that comes later knows of it, too');
  });

  test('runs the lessons’ text where the learner wrote another one, and keeps what the learner wrote', async () => {
    await client.runBlock('try/second', 'copy', { text: 'echo mine > mine.txt' });
    assert.equal((await order(bring('third'))).state, 'done');
    assert.ok(there('copy.txt'));
    const { blocks } = await client.openLesson('try/second');
    const copy = blocks.find(({ block }) => block === 'copy');
    assert.deepEqual([copy?.text, copy?.edited, copy?.state], ['echo mine > mine.txt', false, 'ok']);
  });

  test('starts a service that the learner has stopped', async () => {
    await client.request({ type: 'stack.stop', service: 'echo' });
    assert.equal((await order(bring('second'))).state, 'done');
  });

  test('ends at a block that ends otherwise than its lesson says, with the block and what to do', async () => {
    await shell('touch broken.txt');
    const status = await order(bring('fourth'));
    assert.deepEqual([status.state, status.at, status.done], ['failed', { lesson: 'try/third', block: 'slow' }, 3]);
    assert.match(status.error?.message ?? '', /^The block slow of “A” did not end as it should: exit 1\.$/);
    assert.match(status.error?.hint ?? '', /reset the track/);
    assert.equal(there('switch.txt'), false, 'what comes after it does not run');
  });

  test('ends at a lesson whose checks do not hold after its blocks; on fresh ground it goes well', async () => {
    await client.openLesson('try/third');
    await client.request({ type: 'file.save', lesson: 'try/third', block: 'switch', text: 'off' });
    const status = await order(bring('fourth'));
    assert.deepEqual([status.state, status.at], ['failed', { lesson: 'try/third' }]);
    assert.match(status.error?.message ?? '', /this does not hold: The switch is on\.$/);
    await shell('touch mine.txt');
    assert.equal((await order(bring('fourth', true))).state, 'done');
    assert.deepEqual(['switch.txt', 'mine.txt'].map(there), [true, false]);
  });

  test('ends at a program that was ready and has ended since, with its exit and its last line', async () => {
    const status = await order(bring('sixth'));
    assert.deepEqual([status.state, status.at], ['failed', { lesson: 'try/fifth' }]);
    assert.equal(status.error?.message, 'The program pump of “A” has ended: exit 3. Its last line: no water');
    await shell('touch water.txt');
    assert.equal((await order(bring('sixth'))).state, 'done');
  });

  test('is stopped with the block that runs, and refuses a second order meanwhile', async () => {
    await shell('touch wait.txt');
    let refusal: Promise<unknown> | undefined;
    await client.openLesson('try/third');
    const forget = client.on('block.state', ({ status: { block, state } }) => {
      if (state !== 'running' || block !== 'slow') return;
      refusal = client.request(bring('second')).catch((error: unknown) => error);
      client.request({ type: 'track.stop' });
    });
    const status = await order(bring('fourth'));
    forget();
    assert.deepEqual([status.state, status.at?.block], ['stopped', 'slow']);
    const error = await refusal;
    assert.ok(error instanceof RequestRefused);
    assert.equal(error.body.code, 'track.busy');
    const { blocks } = await client.openLesson('try/third');
    assert.equal(blocks.find(({ block }) => block === 'slow')?.state, 'stopped');
  });

  test('has nothing to run for the first lesson', async () => {
    const status = await order(bring('first'));
    assert.deepEqual([status.state, status.done, status.of], ['done', 0, 0]);
  });
});

describe('Reset track', () => {
  test('ends its runs and forgets files, edits, outputs, results and ticks; pages hear of it', async () => {
    await order(bring('third'));
    assert.equal((await client.verify('try/second')).state, 'passed');
    await client.runBlock('try/first', 'say', { text: 'echo mine' });
    await client.request({ type: 'file.save', lesson: 'try/third', block: 'switch', text: 'off' });
    const { hashes } = await client.openLesson('try/fourth');
    await client.request({
      type: 'block.run',
      lesson: 'try/fourth',
      block: 'last',
      hash: hashes.last ?? '',
      text: 'sleep 600',
      cols: 80,
      rows: 24,
    });
    const { promise: told, resolve } = Promise.withResolvers<void>();
    const forget = client.on('lesson.state', ({ id, blocks }) => {
      if (id === undefined && blocks.every(({ state }) => state === 'idle')) resolve();
    });
    assert.equal((await order({ type: 'track.reset', track: 'try' })).state, 'done');
    await told;
    forget();
    assert.deepEqual(['late.txt', 'copy.txt', 'wanted.txt'].map(there), [false, false, false]);
    const { blocks } = await client.openLesson('try/first');
    assert.deepEqual(
      blocks.map(({ state, text, run }) => [state, text, run]),
      [
        ['idle', undefined, null],
        ['idle', undefined, null],
        ['idle', undefined, null],
      ],
    );
    assert.equal((await client.openLesson('try/third')).files[0]?.text, 'on');
    assert.equal((await client.openLesson('try/second')).verify.state, 'idle');
    assert.deepEqual((await RunnerClient.connect(runner)).welcome.progress.lessons, {});
    assert.equal(
      (await client.verify('try/first', { once: true })).rows.find(({ check }) => check === 'heard')?.outcome,
      'failed',
    );
    assert.match(
      (await client.runBlock('try/first', 'aside', { text: 'cat start.txt' })).output,
      /as it was/,
      'what a lesson starts from is put there again',
    );
  });

  test('lets nothing begin that writes into its files, in any tab, until it has ended', async () => {
    const waits =
      "trap 'while [ ! -e go.txt ]; do sleep 0.02; done; exit' INT TERM HUP; touch on.txt; while :; do sleep 0.02; done";
    const { client: other } = await RunnerClient.connect(runner);
    const { hashes } = await other.openLesson('try/fourth');
    const run = (text: string): Request => ({
      ...{ type: 'block.run', lesson: 'try/fourth', block: 'last', hash: hashes.last ?? '', text, cols: 80, rows: 24 },
    });
    await other.request(run(waits));
    await eventually(() => assert.ok(there('on.txt')));
    const reset = order({ type: 'track.reset', track: 'try' });
    await eventually(() => assert.equal(heard[0]?.state, 'running'));
    const late: Request[] = [
      run('echo late > late.txt'),
      { type: 'file.save', lesson: 'try/third', block: 'switch', text: 'off' },
      { type: 'terminal.open', cols: 80, rows: 24 },
    ];
    const refused = await Promise.all(
      late.map((request) => other.request(request).catch((error: unknown) => error instanceof RequestRefused && error.body)),
    );
    const busy = {
      ...{ code: 'track.busy', message: 'This track is being reset.', hint: 'Wait until that has ended, then do it again.' },
    };
    assert.deepEqual(refused, [busy, busy, busy]);
    writeFileSync(join(files, 'go.txt'), '');
    assert.equal((await reset).state, 'done');
    assert.equal(existsSync(files) ? readdirSync(files).join() : '', '');
    assert.equal((await other.runBlock('try/fourth', 'last')).status.state, 'ok');
    other.close();
  });

  test('of a track that is not there names the nearest one', async () => {
    const error = await client.request({ type: 'track.reset', track: 'tri' }).catch((refused: unknown) => refused);
    assert.ok(error instanceof RequestRefused);
    assert.deepEqual([error.body.code, error.body.hint], ['track.unknown', 'Did you mean `try`?']);
  });
});
