import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { ProgramStatus } from '#contract/messages/program.ts';
import { findMarked } from '../../runner/terminal/processes.ts';
import { eventually } from '../support/eventually.ts';
import { fence, fixtureContent, program } from '../support/fixture-content.ts';
import { PageBlock } from '../support/page-block.ts';
import { RequestRefused, RunnerClient } from '../support/runner-client.ts';
import { type StartedRunner, startRunner } from '../support/start-runner.ts';

const FIRST = 'try/first';
const SECOND = 'try/second';

const TICKER = `let count = 0;
console.log('ready to tick');
const timer = setInterval(() => console.log(\`tick \${++count}\`), 50);
process.once('SIGTERM', () => {
  clearInterval(timer);
  setTimeout(() => console.log('put away'), 50);
});`;

const contentDir = fixtureContent({
  '01-first': {
    blocks: [
      program('id=hello file=hello.ts expect=7', 'const add = (a: number, b: number): number => a + b;\nconsole.log(add(3, 4));'),
      program('id=named', "console.log(import.meta.filename.split('/').at(-1));"),
      program('id=typed', "const wrong: number = 'a text';\nconsole.log(wrong);"),
      program(
        'id=throws file=throws.ts',
        'type Machine = { name: string };\n\nfunction nameOf(machine: Machine | undefined): string {\n  return machine!.name;\n}\n\nconsole.log(nameOf(undefined));',
      ),
      program('id=exits', 'process.exitCode = 4;'),
      program(
        'id=imports',
        "import { Kafka } from 'kafkajs';\nimport mqtt from 'mqtt';\nconsole.log(typeof Kafka, typeof mqtt.connect);",
      ),
      program('id=ticker file=ticker.ts background expect="tick 1"'),
      program('id=plain background', 'console.log("I end");'),
      program('id=never file=never.ts background expect="what never comes"', 'console.log("other words");'),
      program('id=flood background expect=begun', "console.log('begun');\nsetInterval(() => console.log('x'.repeat(2000)), 1);"),
      fence('id=shell background expect=up', 'echo up; exec sleep 300'),
      fence('id=look', 'ls | cat; head -1 ticker.ts; node hello.ts | cat'),
    ],
    files: { 'ticker.ts': `${TICKER}\n` },
  },
  '02-second': { programs: ['ticker', 'shell'], blocks: [fence('id=one', 'echo one')] },
  '03-third': { programs: ['never'], blocks: [fence('id=one', 'echo one')] },
  '04-fourth': {
    checks: ['{ id: full, check: file.exists, file: full.txt, within: 0, fix: pump, hint: Run pump. }'],
    blocks: [fence('id=pump background expect=up', 'echo up; [ -e water.txt ] && exec sleep 300; echo no water; exit 3')],
  },
});

let runner: StartedRunner;
const home = mkdtempSync(join(tmpdir(), 'towpath programs '));
const dataDir = join(home, 'my data');
const workspace = join(dataDir, 'embedded/workspace/try');
const start = async () => {
  runner = await startRunner({ dataDir, args: ['--content-dir', contentDir] });
};
const open = (block: string): Promise<PageBlock> => PageBlock.open(runner, { lesson: FIRST, block });
/** Opens a block for a test and leaves it as it was. */
const using = async (block: string, body: (page: PageBlock) => Promise<void>): Promise<void> => {
  const page = await open(block);
  try {
    await body(page);
  } finally {
    if (page.status?.state === 'running') await page.stop();
    page.close();
  }
};
const ready = (page: PageBlock) =>
  eventually(() => {
    assert.equal(page.status?.state, 'running');
    assert.notEqual(page.status.readyMs, undefined);
    return page.status;
  });

before(start);
after(async () => {
  await runner.stop();
  rmSync(home, { recursive: true, force: true });
});

describe('a block in TypeScript', () => {
  test('runs as the file that its fence names', () =>
    using('hello', async (page) => {
      assert.equal((await page.runToEnd()).state, 'ok');
      assert.match(page.text, /^\S*7\S*\r\n$/);
      assert.match(readFileSync(join(workspace, 'hello.ts'), 'utf8'), /^const add = /);
    }));

  test('runs from a file of its own name when its fence names none', () =>
    using('named', async (page) => {
      await page.runToEnd();
      assert.equal(page.text, 'named.ts\r\n');
    }));

  test('runs with a type error in it', () =>
    using('typed', async (page) => {
      assert.equal((await page.runToEnd()).state, 'ok');
      assert.equal(page.text, 'a text\r\n');
    }));

  test('tells the line of the error that ended it', () =>
    using('throws', async (page) => {
      const { state, exitCode, fault } = await page.runToEnd();
      assert.deepEqual(
        { state, exitCode, fault },
        {
          state: 'failed',
          exitCode: 1,
          fault: { line: 4, what: "TypeError: Cannot read properties of undefined (reading 'name')" },
        },
      );
      assert.match(page.text, /throws\.ts:4/);
    }));

  test('ends with its own exit status, which is no error of a line', () =>
    using('exits', async (page) => {
      const { state, exitCode, fault } = await page.runToEnd();
      assert.deepEqual({ state, exitCode, fault }, { state: 'failed', exitCode: 4, fault: undefined });
    }));

  test('imports the packages that the shell of the Docker stack has', () =>
    using('imports', async (page) => {
      await page.runToEnd();
      assert.equal(page.text, 'function function\r\n');
    }));

  test('is saved with the learner’s text when it is run, and put back the same way', () =>
    using('hello', async (page) => {
      const own = 'console.log("mine");\nnull.nothing;';
      const { state, edited, text, fault } = await page.runToEnd(own);
      assert.deepEqual({ state, edited, text, line: fault?.line }, { state: 'failed', edited: true, text: own, line: 2 });
      assert.equal(readFileSync(join(workspace, 'hello.ts'), 'utf8'), `${own}\n`);
      assert.equal((await page.runToEnd()).text, undefined);
      assert.match(readFileSync(join(workspace, 'hello.ts'), 'utf8'), /^const add = /);
    }));

  test('is a file of the workspace that other blocks find, with the text of the lesson’s folder', () =>
    using('look', async (page) => {
      await page.runToEnd();
      assert.match(page.text, /^exits\.ts\r\nflood\.ts\r\nhello\.ts\r\n/);
      assert.match(page.text, /let count = 0;\r\n7\r\n$/);
      assert.doesNotMatch(page.text, /node_modules|package\.json/);
    }));
});

describe('a block in the background', () => {
  test('is ready when it has shown what it expects, and goes on without anybody who looks', async () => {
    const page = await open('ticker');
    await page.start();
    const { readyMs = 0, run } = await ready(page);
    assert.ok(readyMs > 0);
    page.close();
    const again = await open('ticker');
    assert.equal(again.status?.run, run);
    const seen = again.status?.nextSeq ?? 0;
    await eventually(() => assert.ok(again.seq > seen + 40));
    await again.stop();
    assert.equal((await again.until('stopped')).readyMs, readyMs);
    again.close();
  });

  test('is told to end and gets the time to put things away', () =>
    using('ticker', async (page) => {
      await page.start();
      await ready(page);
      await page.stop();
      assert.equal((await page.until('stopped')).exitCode, 0);
      assert.match(page.text, /put away\r\n$/);
    }));

  test('without expect is ready as soon as it runs, and done when it ends by itself', () =>
    using('plain', async (page) => {
      const status = await page.runToEnd();
      assert.deepEqual({ state: status.state, readyMs: status.readyMs }, { state: 'ok', readyMs: 0 });
    }));

  test('that ends before it is ready has failed', () =>
    using('never', async (page) => {
      const { state, reason, readyMs } = await page.runToEnd();
      assert.deepEqual(
        { state, reason, readyMs },
        { state: 'failed', reason: 'did not show "what never comes"', readyMs: undefined },
      );
    }));

  test('goes on while a page is there that does not draw', () =>
    using('flood', async (page) => {
      page.isReading = false;
      await page.start();
      await ready(page);
      const { client } = await RunnerClient.connect(runner);
      await eventually(
        async () => {
          const { blocks } = await client.openLesson(FIRST);
          assert.ok((blocks.find(({ block }) => block === 'flood')?.nextSeq ?? 0) > 1_000_000);
        },
        { withinMs: 30_000 },
      );
      client.close();
      await page.stop();
      await eventually(() => assert.equal(page.status?.state, 'stopped'));
    }));
});

/** A page of another lesson, and what it knows of the programs. */
async function otherPage(lesson = SECOND) {
  const { client, welcome } = await RunnerClient.connect(runner);
  let programs = welcome.programs;
  client.on('program.list', (message) => {
    programs = message.programs;
  });
  const { programs: needed } = await client.openLesson(lesson);
  const find = (block: string): ProgramStatus | undefined => programs.find(({ status }) => status.block === block);
  const until = (block: string, state: string) =>
    eventually(() => {
      assert.equal(find(block)?.status.state, state);
      return find(block);
    });
  return { client, needed, find, until };
}

describe('the programs of a track', () => {
  test('are known on every page, with their lesson and file', async () => {
    const { client, find } = await otherPage();
    const { lesson, title, file, status } = find('ticker') ?? {};
    assert.deepEqual(
      { lesson, title, file, block: status?.block },
      { lesson: FIRST, title: 'A', file: 'ticker.ts', block: 'ticker' },
    );
    assert.equal(find('hello'), undefined);
    client.close();
  });

  test('that a lesson needs are started in order, each when the one before is ready', async () => {
    const { client, needed, find, until } = await otherPage();
    assert.deepEqual(needed, [
      { lesson: FIRST, block: 'ticker' },
      { lesson: FIRST, block: 'shell' },
    ]);
    await client.request({ type: 'program.start', lesson: SECOND });
    const [ticker, shell] = [find('ticker')?.status, find('shell')?.status];
    assert.deepEqual([ticker?.state, shell?.state], ['running', 'running']);
    const readyAt = (ticker?.startedAt ?? 0) + (ticker?.readyMs ?? 0);
    assert.ok((shell?.startedAt ?? 0) >= readyAt - 1, 'the second waits for the first');
    await client.request({ type: 'program.start', lesson: SECOND });
    assert.equal(find('ticker')?.status.run, ticker?.run, 'what runs stays as it is');
    for (const block of ['ticker', 'shell']) await client.request({ type: 'block.stop', lesson: FIRST, block });
    await until('shell', 'stopped');
    client.close();
  });

  test('that do not become ready are named as in the Programs tab', async () => {
    const { client } = await otherPage();
    await assert.rejects(client.request({ type: 'program.start', lesson: 'try/third' }), (error) => {
      assert.ok(error instanceof RequestRefused);
      assert.deepEqual(error.body, {
        code: 'program.failed',
        message: 'never.ts of “A” did not become ready: did not show "what never comes".',
        hint: 'Its output is in the workbench, under Programs.',
      });
      return true;
    });
    client.close();
  });

  test('that have ended are named by Verify where it misses what they bring', async () => {
    const lesson = 'try/fourth';
    const page = await PageBlock.open(runner, { lesson, block: 'pump' });
    assert.equal((await page.runToEnd()).state, 'failed');
    const { rows } = await page.client.verify(lesson);
    assert.equal(
      rows[0]?.hint,
      'The program pump has ended: exit 3. Run it again, or look at its output. Its last line: no water',
    );
    writeFileSync(join(workspace, 'water.txt'), '');
    await page.start();
    await ready(page);
    assert.equal((await page.client.verify(lesson)).rows[0]?.hint, 'Run pump.');
    await page.stop();
    await eventually(() => assert.equal(page.status?.state, 'stopped'));
    page.close();
  });

  test('are watched from another lesson: pace, newest line and output, and run as the learner left them', async () => {
    const own = "console.log('mine is up');\nsetInterval(() => console.log('mine'), 20);";
    await using('ticker', async (page) => {
      await page.start(own);
      await ready(page);
      await page.stop();
      await page.until('stopped');
    });
    const { client, find, until } = await otherPage();
    const place = { lesson: FIRST, block: 'ticker' };
    let output = '';
    let pace = { newest: '', perSecond: 0 };
    client.on('program.data', ({ data }) => {
      output += data;
    });
    client.on('program.paces', ({ paces }) => {
      pace = paces.find(({ block }) => block === 'ticker') ?? pace;
    });
    await client.request({ type: 'program.run', ...place });
    await until('ticker', 'running');
    await client.request({ type: 'program.watch', watches: true });
    await client.request({ type: 'program.attach', ...place });
    await eventually(() => assert.match(output, /^mine is up\r\nmine\r\nmine\r\n/));
    await eventually(() => {
      assert.equal(pace.newest, 'mine');
      assert.ok(pace.perSecond > 10, `${pace.perSecond} lines per second`);
    });
    assert.equal(find('ticker')?.status.edited, true);
    await client.request({ type: 'block.stop', ...place });
    await until('ticker', 'stopped');
    await using('ticker', async (page) => {
      await page.start();
      await page.stop();
      await page.until('stopped');
    });
    client.close();
  });

  test('end with the runner, also one that is killed; the next one says so', async () => {
    const page = await open('shell');
    await page.start();
    const { run } = await ready(page);
    assert.ok((await findMarked('TOWPATH_RUN', run ?? '')).length > 0);
    page.close();
    runner.child.kill('SIGKILL');
    await eventually(async () => assert.deepEqual(await findMarked('TOWPATH_RUN', run ?? ''), []), { withinMs: 10_000 });
    await start();
    const { client, find } = await otherPage();
    assert.equal(find('shell')?.status.state, 'interrupted');
    client.close();
  });

  test('end when their track is reset, and their files go', async () => {
    const page = await open('shell');
    await page.start();
    await ready(page);
    await page.client.request({ type: 'track.reset', track: 'try' });
    await eventually(() => assert.equal(page.status?.state, 'idle'));
    assert.equal(existsSync(join(workspace, 'hello.ts')), false);
    page.close();
  });
});
