import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { VerifyRow } from '#contract/messages/verify.ts';
import { eventually } from '../../support/eventually.ts';
import { fence, fixtureContent, temporaryDir } from '../../support/fixture-content.ts';
import { RunnerClient } from '../../support/runner-client.ts';
import { type StartedRunner, startRunner } from '../../support/start-runner.ts';

const LESSON = 'try/verify';
const contentDir = fixtureContent({
  '01-verify': {
    services: ['echo'],
    checks: [
      '{ id: gate, check: file.exists, file: gate.txt, contains: open, within: 0.2, fix: open-gate, title: The gate is open }',
      '{ id: heard, check: echo.heard, text: hello, within: 0.2, hint: Say hello first. }',
    ],
    blocks: [
      fence('id=open-gate', 'echo open > gate.txt'),
      fence('id=say', 'curl --silent --data hello http://echo:7007/say'),
      fence('id=undo', 'rm -f gate.txt'),
    ],
  },
  '02-late': {
    checks: ['{ id: late, check: file.exists, file: late.txt, within: 20 }'],
    blocks: [fence('id=make', 'sleep 0.4; echo late > late.txt'), fence('id=unmake', 'rm -f late.txt')],
  },
});
let runner: StartedRunner;
let client: RunnerClient;

before(async () => {
  runner = await startRunner({ dataDir: temporaryDir(), args: ['--content-dir', contentDir] });
  const connected = await RunnerClient.connect(runner);
  ({ client } = connected);
  await client.untilReady(connected.welcome.stack);
});
after(() => runner.stop());

const withoutTimes = (rows: VerifyRow[]) => rows.map(({ ms, ...row }) => row);
const GATE = { check: 'gate', title: 'The gate is open', fix: 'open-gate' };

describe('Verify', () => {
  test('says of each failed row what was expected, what is there, and what to do', async () => {
    const { state, whole, rows, ms } = await client.verify(LESSON);
    assert.deepEqual([state, whole], ['failed', true]);
    assert.deepEqual(withoutTimes(rows), [
      {
        ...GATE,
        outcome: 'failed',
        expected: 'gate.txt with this in it: open',
        actual: 'there is no gate.txt in your workspace',
        hint: 'Run the block open-gate, then verify again.',
      },
      {
        check: 'heard',
        title: 'Echo has heard “hello”',
        outcome: 'failed',
        expected: 'echo has heard “hello”',
        actual: 'it has heard nothing',
        hint: 'Say hello first.',
      },
    ]);
    assert.ok((ms ?? 0) < 5_000);
  });

  test('passes when all is there, without hints, keeps the result, and tells every page of the progress', async () => {
    await client.runBlock(LESSON, 'open-gate');
    await client.runBlock(LESSON, 'say');
    const { client: other } = await RunnerClient.connect(runner);
    const state = await other.openLesson(LESSON);
    assert.equal(state.verify.state, 'failed');
    const heard = new Promise((resolve) =>
      other.on('progress.state', ({ progress }) => resolve(progress.lessons[LESSON]?.changed)),
    );
    const { rows, ...status } = await client.verify(LESSON);
    assert.equal(status.state, 'passed');
    assert.ok(rows.every(({ outcome, hint }) => outcome === 'passed' && hint === undefined));
    assert.equal(await heard, false);
    assert.equal((await other.openLesson(LESSON)).verify.state, 'passed');
    other.close();
  });

  test('of one panel looks at its checks alone, and does not pass the lesson', async () => {
    await client.runBlock(LESSON, 'undo');
    const { state, whole, rows } = await client.verify(LESSON, { checks: ['heard'] });
    assert.deepEqual([state, whole, rows.map(({ check }) => check)], ['passed', false, ['heard']]);
  });

  test('shows rows as it looks, and no further once it has ended', async () => {
    const seen: string[] = [];
    const forget = [
      client.on('verify.state', ({ status }) => seen.push(status.state)),
      client.on('verify.row', ({ row }) => seen.push(`${row.check} ${row.phase ?? row.outcome}`)),
    ];
    await client.verify(LESSON);
    for (const end of forget) end();
    assert.deepEqual([seen[0], seen.at(-1)], ['running', 'failed']);
    assert.deepEqual(
      ['gate checking', 'gate failed', 'heard passed'].filter((row) => !seen.includes(row)),
      [],
    );
  });

  test('waits for what settles late', async () => {
    const running = client.verify('try/late');
    const { client: other } = await RunnerClient.connect(runner);
    await other.runBlock('try/late', 'make');
    const { state, rows } = await running;
    assert.deepEqual([state, (rows[0]?.ms ?? 0) > 300], ['passed', true]);
    await other.runBlock('try/late', 'unmake');
    other.close();
  });

  test('looks once when it is asked to', async () => {
    const { state, rows } = await client.verify('try/late', { once: true });
    assert.equal(state, 'failed');
    assert.ok((rows[0]?.ms ?? 0) < 15_000, `it took ${rows[0]?.ms} ms`);
  });

  test('is one at a time, can be stopped, and is then as if it had not been', async () => {
    const { client: other } = await RunnerClient.connect(runner);
    const { verify: before } = await other.openLesson('try/late');
    const states: string[] = [];
    other.on('verify.state', ({ status }) => states.push(status.state));
    const running = client.verify('try/late');
    await eventually(() => assert.deepEqual(states, ['running']));
    await assert.rejects(other.request({ type: 'verify.start', lesson: 'try/late' }), {
      body: {
        code: 'verify.busy',
        message: 'This lesson is being verified already.',
        hint: 'Wait for the result; it shows in every tab.',
      },
    });
    await other.request({ type: 'verify.stop', lesson: 'try/late' });
    assert.deepEqual(await running, before);
    await other.request({ type: 'verify.stop', lesson: 'try/late' });
    other.close();
  });

  test('says that a service is stopped, as an error and not as a failure', async () => {
    await client.request({ type: 'stack.stop', service: 'echo' });
    const { state, rows } = await client.verify(LESSON, { checks: ['heard'] });
    assert.equal(state, 'failed');
    assert.deepEqual(withoutTimes(rows), [
      {
        check: 'heard',
        title: 'Echo has heard “hello”',
        outcome: 'error',
        actual: 'Echo is stopped, so this was not checked.',
        hint: 'Start Echo: towpath start echo',
      },
    ]);
    await client.request({ type: 'stack.start', service: 'echo' });
  });

  test('survives a restart of the runner', async () => {
    const before = await client.verify(LESSON);
    const { dataDir } = runner;
    await runner.stop();
    runner = await startRunner({ dataDir, args: ['--content-dir', contentDir] });
    const connected = await RunnerClient.connect(runner);
    ({ client } = connected);
    assert.deepEqual((await client.openLesson(LESSON)).verify, before);
    assert.ok(connected.welcome.progress.lessons[LESSON]);
  });
});
