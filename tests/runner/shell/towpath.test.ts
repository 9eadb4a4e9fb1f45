import assert from 'node:assert/strict';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fence, fixtureContent, temporaryDir } from '../../support/fixture-content.ts';
import { RunnerClient } from '../../support/runner-client.ts';
import { type StartedRunner, startRunner } from '../../support/start-runner.ts';

const contentDir = fixtureContent({ '01-first': { services: ['echo'], blocks: [fence('id=one', 'true')] } });
let runner: StartedRunner;
let client: RunnerClient;

before(async () => {
  runner = await startRunner({ dataDir: temporaryDir(), args: ['--content-dir', contentDir] });
  const connected = await RunnerClient.connect(runner);
  client = connected.client;
  await client.untilReady(connected.welcome.stack);
});
after(() => runner.stop());

const trackYaml = (title: string): string =>
  `title: ${title}\nsummary: S\nbuilds: B\norder: 2\nservices: [echo]\nnodes:\n  - { id: a, kind: source, label: a }\nedges: []\n`;

async function towpath(command: string): Promise<{ text: string; exitCode: number | undefined }> {
  const { output, status } = await client.runBlock('try/first', 'one', { text: `towpath ${command}` });
  return { text: output.replaceAll('\r\n', '\n'), exitCode: status.exitCode };
}

/** The command in a terminal of another width. */
async function inColumns(cols: number, command: string): ReturnType<typeof towpath> {
  const { output, status } = await client.runBlock('try/first', 'one', { text: `stty cols ${cols}; towpath ${command}` });
  return { text: output.replaceAll('\r\n', '\n'), exitCode: status.exitCode };
}

const USAGE_START = 'towpath status               the services of the stack and where they answer\n';

describe('the command towpath', () => {
  test('says what it can do', async () => {
    for (const command of ['', 'help', '--help']) {
      const { text, exitCode } = await inColumns(100, command);
      assert.ok(text.startsWith(USAGE_START), text);
      assert.equal(exitCode, 0);
    }
  });

  test('says it in a narrow terminal without tearing a word', async () => {
    const { text, exitCode } = await inColumns(45, 'help');
    assert.match(text, /^towpath status\n {4}the services of the stack and where they\s*\nanswer\n/);
    assert.ok(
      text.split('\n').every((line) => line.length <= 45),
      text,
    );
    assert.equal(exitCode, 0);
  });

  test('says which services there are and where blocks find them', async () => {
    const { text, exitCode } = await towpath('status');
    assert.match(text, /^SERVICE {2}STATE {2}ADDRESS\nEcho {5}ready {2}http: http:\/\/echo:7007\n(Port 7007 is taken by .*\n)?$/);
    assert.equal(exitCode, 0);
  });

  test('stops, starts and resets services, and says what holds then', async () => {
    assert.match((await towpath('stop echo')).text, /^Echo {5}stopped$/m);
    assert.equal(
      (await client.runBlock('try/first', 'one', { text: 'curl --silent http://echo:7007/heard' })).output,
      'Echo is stopped. Start Echo: towpath start echo\r\n',
    );
    assert.match((await towpath('start')).text, /^Echo {5}ready /m);
    const said = await client.runBlock('try/first', 'one', {
      text: 'curl --silent --data hello http://echo:7007/say; curl --silent http://echo:7007/heard',
    });
    assert.match(said.output, /\["hello"\]/);
    assert.match((await towpath('reset echo')).text, /^Echo {5}ready /m);
    assert.equal((await client.runBlock('try/first', 'one', { text: 'curl --silent http://echo:7007/heard' })).output, '[]');
    assert.match((await towpath('stop')).text, /^Echo {5}stopped$/m);
    assert.equal((await towpath('start echo')).exitCode, 0);
  });

  test('says which tracks share a service that it has reset, and nothing of that when it is of one track', async () => {
    assert.doesNotMatch((await towpath('reset echo')).text, /The tracks/);
    const other = join(contentDir, 'other');
    cpSync(join(contentDir, 'try'), other, { recursive: true });
    writeFileSync(join(other, 'track.yaml'), trackYaml('A second track'));
    const { text } = await towpath('reset echo');
    rmSync(other, { recursive: true });
    assert.match(
      text.replaceAll('\n', ' '),
      /“A second track” and “try” use it: what their blocks made there is gone, their ticks/,
    );
  });

  test('says whether the machine is ready', async () => {
    const { text, exitCode } = await towpath('preflight');
    assert.match(text, /^ok +curl +curl \d/m);
    assert.match(text, /^ok +bash +GNU bash/m);
    assert.match(text, /^ok +jq +jq-/m);
    assert.match(text, /(^ok +port 7007 +in use by this stack: Echo http$|^note +port 7007 +taken by )/m);
    assert.deepEqual([text.trimEnd().split('\n').at(-1), exitCode], ['This machine is ready for the embedded stack.', 0]);
  });

  test('says where a name of the stack is on this machine, and leaves other names as they are', async () => {
    const { text, exitCode } = await towpath('address echo:7007');
    const here = text.trimEnd();
    assert.deepEqual([/^127\.0\.0\.1:\d+\n$/.test(text), exitCode], [true, 0], text);
    const { output } = await client.runBlock('try/first', 'one', { text: `curl --silent --fail http://${here}/heard` });
    assert.match(output, /^\[.*\]$/);
    assert.equal((await towpath('address echo,example.com:80,localhost:9092')).text, `${here},example.com:80,localhost:9092\n`);
    assert.deepEqual(await towpath('address echo:1'), { text: 'Echo has no port 1.\nAllowed: 7007.\n', exitCode: 1 });
    await towpath('stop echo');
    assert.deepEqual(await towpath('address echo:7007'), {
      text: 'Echo is stopped.\nStart Echo: towpath start echo\n',
      exitCode: 1,
    });
    await towpath('start echo');
    assert.deepEqual(await towpath('address'), { text: 'towpath: of what? Such as: towpath address kafka:9092\n', exitCode: 2 });
  });

  test('refuses an unknown command with the nearest one', async () =>
    assert.deepEqual(await towpath('strat'), {
      text: 'towpath: there is no command strat. Did you mean `start`?\n',
      exitCode: 2,
    }));

  test('refuses an unknown service with the nearest one', async () => {
    assert.deepEqual(await towpath('start ecko'), {
      text: 'There is no service ecko on the embedded stack.\nDid you mean `echo`?\n',
      exitCode: 1,
    });
    assert.deepEqual(await towpath('start kafka'), {
      text: 'There is no service kafka on the embedded stack.\nAllowed: echo.\n',
      exitCode: 1,
    });
  });

  test('takes one service at a time', async () =>
    assert.deepEqual(await towpath('start echo rabbitmq'), {
      text: 'towpath: one service at a time, or none for all.\n',
      exitCode: 2,
    }));
});
