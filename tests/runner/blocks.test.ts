import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { BlockStatus } from '#contract/messages/block.ts';
import { findMarked } from '../../runner/terminal/processes.ts';
import { eventually } from '../support/eventually.ts';
import { fence, fixtureContent } from '../support/fixture-content.ts';
import { PageBlock } from '../support/page-block.ts';
import { RunnerClient } from '../support/runner-client.ts';
import { type StartedRunner, startRunner } from '../support/start-runner.ts';

const LESSON = 'try/blocks';
const contentDir = fixtureContent({
  '01-blocks': {
    services: ['echo'],
    blocks: [
      fence('id=hello', 'echo hello; echo there >&2'),
      fence('id=fails', 'echo before; false; echo after'),
      fence('id=pipe', 'false | cat'),
      fence('id=signal', 'kill -KILL $$'),
      fence('id=expected expect="ready"', 'printf "\\033[32mrea\\033[0mdy\\n"'),
      fence('id=unexpected expect="RUNNING"', 'echo stopped'),
      fence('id=regex expect=/^[0-9]+ left$/m', 'echo a; echo 12 left; echo b'),
      fence('id=closes exit=7', `bash -c 'exec <&- >&- 2>&-; sleep 0.3; exit 7'`),
      fence('id=exit exit=22', 'exit 22'),
      fence('id=wrong-exit exit=22', 'exit 21'),
      fence('id=follow follow expect="third"', 'n=0; for w in first second third fourth; do echo $w; done; exec sleep 300'),
      fence('id=follow-ends follow expect="never"', 'echo done'),
      fence('id=endless follow', 'echo started; setsid sleep 311 & nohup sleep 312 >/dev/null 2>&1 & sleep 313'),
      fence('id=stubborn follow', `trap '' TERM HUP INT; echo started; while :; do sleep 1; done`),
      // It ends when what it leaves has become that program.
      fence(
        'id=leaves',
        'setsid sleep 314 >/dev/null 2>&1 & until [ "$(ps -o comm= -p $!)" = sleep ]; do sleep 0.01; done; echo left',
      ),
      fence('id=ask', 'stty -echo; echo name; read -r name; echo "hello $name"; stty size'),
      fence('id=sized', 'echo go; read -r _; stty size'),
      fence('id=docker stack=docker', 'docker info'),
      fence('id=echoes', 'curl --silent http://echo:7007/heard'),
      fence('id=environment', 'env | sort; pwd'),
    ],
  },
});
let runner: StartedRunner;
// Paths with spaces, as on many a learner's machine.
const home = mkdtempSync(join(tmpdir(), 'towpath test '));
const dataDir = join(home, 'my data');

before(async () => {
  runner = await startRunner({ dataDir, args: ['--content-dir', contentDir] });
});
after(async () => {
  await runner.stop();
  rmSync(home, { recursive: true, force: true });
});

const open = (block: string): Promise<PageBlock> => PageBlock.open(runner, { lesson: LESSON, block });

/** Runs a block to its end and says how it ended. */
async function run(block: string, text?: string): Promise<{ status: BlockStatus; text: string }> {
  const page = await open(block);
  const status = await page.runToEnd(text);
  page.close();
  return { status, text: page.text };
}

const judged = ({ status: { state, exitCode, reason } }: { status: BlockStatus }) => ({
  state,
  exitCode,
  ...(reason && { reason }),
});
const programsOf = async (page: PageBlock) =>
  (await findMarked('TOWPATH_RUN', page.run ?? '')).map(({ command }) => command).sort();

describe('a block', () => {
  test('shows what it prints and ends well', async () => {
    const { status, text } = await run('hello');
    assert.equal(text, 'hello\r\nthere\r\n');
    const { ms, startedAt, run: id, ...rest } = status;
    assert.deepEqual(rest, {
      block: 'hello',
      state: 'ok',
      stack: 'embedded',
      edited: false,
      exitCode: 0,
      firstSeq: 0,
      nextSeq: 14,
      linesGone: 0,
    });
    assert.ok(id && typeof ms === 'number' && Math.abs(Date.now() - (startedAt ?? 0)) < 60_000);
  });

  test('ends with its first command that fails', async () => {
    const ended = await run('fails');
    assert.deepEqual([ended.text, judged(ended)], ['before\r\n', { state: 'failed', exitCode: 1 }]);
  });

  test('fails when any part of a pipe fails', async () =>
    assert.deepEqual(judged(await run('pipe')), { state: 'failed', exitCode: 1 }));

  test('says which signal ended it', async () =>
    assert.deepEqual(judged(await run('signal')), { state: 'failed', exitCode: 137, reason: 'was ended by SIGKILL' }));

  test('that closes its outputs before it ends, as cp does, ends by itself', async () =>
    assert.deepEqual(judged(await run('closes')), { state: 'ok', exitCode: 7 }));

  test('has shown what it is expected to show, colours aside', async () => {
    assert.deepEqual(judged(await run('expected')), { state: 'ok', exitCode: 0 });
    assert.deepEqual(judged(await run('regex')), { state: 'ok', exitCode: 0 });
    assert.deepEqual(judged(await run('unexpected')), { state: 'failed', exitCode: 0, reason: 'did not show "RUNNING"' });
  });

  test('may have to end with a status of its own', async () => {
    assert.deepEqual(judged(await run('exit')), { state: 'ok', exitCode: 22 });
    assert.deepEqual(judged(await run('wrong-exit')), { state: 'failed', exitCode: 21 });
  });

  test('that follows ends by itself, and well, when it has shown what is expected', async () => {
    const page = await open('follow');
    assert.deepEqual(judged({ status: await page.runToEnd() }), { state: 'ok', exitCode: 0 });
    assert.match(page.text, /^first\r\nsecond\r\nthird\r\n/);
    assert.deepEqual(await programsOf(page), []);
    page.close();
  });

  test('that follows and ends without it has failed', async () =>
    assert.deepEqual(judged(await run('follow-ends')), { state: 'failed', exitCode: 0, reason: 'did not show "never"' }));

  test('finds the services of the stack by their names', async () => assert.equal((await run('echoes')).text, '[]'));

  test('sees a terminal and the learner’s own environment, and nothing of ours but what it needs', async () => {
    const { text } = await run('environment');
    assert.match(text, /^TERM=xterm-256color\r$/m);
    assert.match(text, /^http_proxy=http:\/\/towpath:[^@]+@127\.0\.0\.1:\d+\r$/m);
    assert.doesNotMatch(text, /^(npm_|NODE_COMPILE_CACHE|TOWPATH_LOG|INIT_CWD)/m);
    assert.ok(!text.includes(runner.token), 'the token is not in it');
    assert.ok(text.trimEnd().endsWith(join(dataDir, 'embedded/workspace/try')));
  });

  test('about another stack says so and is not run', async () => {
    const page = await open('docker');
    await assert.rejects(page.start(), {
      body: {
        code: 'block.unsupported',
        message: 'The block docker runs on the Docker stack only.',
        hint: 'Read on; the lesson can be passed without it.',
      },
    });
    page.close();
  });
});

describe('stopping', () => {
  test('ends a block with what has left its group and session', async () => {
    const page = await open('endless');
    await page.start();
    await page.untilShown(/started/);
    await eventually(async () => assert.deepEqual(await programsOf(page), ['bash', 'sleep', 'sleep', 'sleep']));
    await page.stop();
    assert.equal((await page.until('stopped')).state, 'stopped');
    assert.deepEqual(await programsOf(page), []);
    page.close();
  });

  test('ends a program that ignores it', async () => {
    const page = await open('stubborn');
    await page.start();
    await page.untilShown(/started/);
    await page.stop();
    await page.until('stopped');
    assert.deepEqual(await programsOf(page), []);
    page.close();
  });

  test('ends a block that has just been started', async () => {
    const page = await open('endless');
    for (let round = 0; round < 5; round++) {
      await page.start();
      await page.stop();
      await page.until('stopped');
      assert.deepEqual(await programsOf(page), []);
    }
    page.close();
  });

  test('is not needed for what a block leaves running: that is ended and named', async () => {
    const page = await open('leaves');
    assert.equal((await page.runToEnd()).state, 'ok');
    assert.match(page.text, /left\r\n[\s\S]*Towpath ended what this block left running: sleep\./);
    assert.deepEqual(await programsOf(page), []);
    page.close();
  });
});

describe('a running block', () => {
  test('hears what is typed', async () => {
    const page = await open('ask');
    await page.start();
    await page.untilShown(/name/);
    page.type('Ada\r');
    await page.until('ok');
    assert.match(page.text, /hello Ada\r\n24 80/);
    page.close();
  });

  test('hears of its new size', async () => {
    const page = await open('sized');
    await page.start();
    await page.untilShown(/go/);
    page.client.send({ type: 'block.resize', lesson: LESSON, block: 'sized', run: page.run ?? '', cols: 132, rows: 43 });
    page.type('\r');
    await page.until('ok');
    assert.match(page.text, /43 132/);
    page.close();
  });

  test('is one run, whoever looks: a second Run is refused', async () => {
    const [first, second] = [await open('ask'), await open('ask')];
    await first.start();
    await first.untilShown(/name/);
    await second.untilShown(/name/);
    assert.equal(second.run, first.run);
    await assert.rejects(second.start(), {
      body: {
        code: 'block.busy',
        message: 'The block ask is running already.',
        hint: 'It may run in another tab. Stop it, or wait until it has ended.',
      },
    });
    await assert.rejects(second.clear(), {
      body: { code: 'block.busy', message: 'The block ask is running.', hint: 'Stop it first.' },
    });
    second.type('both\r');
    await Promise.all([first.until('ok'), second.until('ok')]);
    assert.equal(first.text, second.text);
    first.close();
    second.close();
  });

  test('is one run when two clicks come in one breath', async () => {
    const { client } = await RunnerClient.connect(runner);
    const { hashes } = await client.openLesson(LESSON);
    const message = {
      type: 'block.run',
      lesson: LESSON,
      block: 'endless',
      hash: hashes.endless ?? '',
      cols: 80,
      rows: 24,
    } as const;
    // In one packet, so that the runner hears both before it has carried out the first.
    const socket = (client.socket as unknown as { _socket: { cork: () => void; uncork: () => void } })._socket;
    socket.cork();
    const clicks = [client.request(message), client.request(message), client.request(message)];
    socket.uncork();
    const answers = await Promise.allSettled(clicks);
    assert.deepEqual(
      answers.map(({ status }) => status),
      ['fulfilled', 'rejected', 'rejected'],
    );
    await client.request({ type: 'block.stop', lesson: LESSON, block: 'endless' });
    client.close();
  });
});

describe('an edited block', () => {
  test('runs the learner’s text, is marked as such, and remembers it', async () => {
    const { status, text } = await run('unexpected', 'echo mine');
    assert.deepEqual([text, status.state, status.edited, status.text], ['mine\r\n', 'ok', true, 'echo mine']);
    const page = await open('unexpected');
    assert.deepEqual([page.status?.edited, page.status?.text, page.status?.state], [true, 'echo mine', 'ok']);
    page.close();
  });

  test('is the lesson’s again when that text is run', async () => {
    const { status } = await run('unexpected');
    assert.deepEqual([status.edited, status.text, status.state], [false, undefined, 'failed']);
  });

  test('may be as long as a text can be, or is refused in words where the system takes less', async () => {
    const { status, text } = await run('hello', `echo ${'x'.repeat(65_000)} | wc -m`);
    assert.deepEqual([status.state, text], ['ok', '65001\r\n']);
    await assert.rejects(run('hello', `echo ${'€'.repeat(65_000)} | wc -m`), {
      body: {
        code: 'block.unsupported',
        message: 'The text of hello is too long to run: 195,016 bytes, 131,072 are allowed.',
        hint: 'Put a part of it into a file and run that.',
      },
    });
  });
});

test('a cleared block has forgotten its run, for every page', async () => {
  const [page, other] = [await open('hello'), await open('hello')];
  await page.runToEnd();
  await page.clear();
  const { run: id, state, nextSeq } = await other.until('idle');
  assert.deepEqual([id, state, nextSeq, other.text], [null, 'idle', 0, '']);
  const late = await open('hello');
  assert.equal(late.status?.run, null);
  for (const each of [page, other, late]) each.close();
});

describe('what is kept on disk', () => {
  const outputs = join(dataDir, 'embedded/outputs', LESSON);

  test('a restart of the runner keeps states and outputs', async () => {
    const before = await run('hello');
    await run('fails');
    await runner.stop();
    runner = await startRunner({ dataDir, args: ['--content-dir', contentDir] });
    const page = await open('hello');
    assert.deepEqual(await page.until('ok'), before.status);
    assert.equal(page.text, before.text);
    const failed = await open('fails');
    assert.deepEqual([failed.status?.state, failed.status?.exitCode], ['failed', 1]);
    page.close();
    failed.close();
  });

  test('a damaged run.json or progress.json is set aside, and the rest goes on', async () => {
    await runner.stop();
    const files = [join(outputs, 'hello/run.json'), join(dataDir, 'embedded/progress.json')];
    for (const file of files) writeFileSync(file, '{"state": "ok", ');
    runner = await startRunner({ dataDir, args: ['--content-dir', contentDir] });
    const page = await open('hello');
    assert.equal(page.status?.state, 'idle');
    for (const file of files) assert.equal(readFileSync(`${file}.damaged`, 'utf8'), '{"state": "ok", ');
    assert.match(runner.output(), /was damaged\. It was set aside as \.damaged/);
    assert.equal((await page.runToEnd()).state, 'ok');
    page.close();
  });
});
