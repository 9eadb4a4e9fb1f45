import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { MAX_TERMINALS } from '#contract/limits.ts';
import type { TerminalStatus } from '#contract/messages/terminal.ts';
import type { RunnerMessageOf } from '#contract/runner-message.ts';
import { findMarked } from '../../runner/terminal/processes.ts';
import { eventually } from '../support/eventually.ts';
import { fence, fixtureContent, temporaryDir } from '../support/fixture-content.ts';
import { RunnerClient } from '../support/runner-client.ts';
import { type StartedRunner, startRunner } from '../support/start-runner.ts';

const contentDir = fixtureContent({ '01-first': { blocks: [fence('id=one', 'true')] } });
const SIZE = { cols: 90, rows: 20 };
let runner: StartedRunner;

before(async () => {
  runner = await startRunner({ dataDir: temporaryDir(), args: ['--content-dir', contentDir] });
});
after(() => runner.stop());

/** A page with the shells it shows: what came of each, checked for gaps, and the newest list. */
async function openPage() {
  const { client, welcome } = await RunnerClient.connect(runner);
  const texts = new Map<string, string>();
  const page = {
    client,
    list: welcome.terminals as TerminalStatus[],
    text: (terminal: string) => texts.get(terminal) ?? '',
    open: async (name?: string) =>
      ((await client.request({ type: 'terminal.open', ...SIZE, ...(name && { name }) })) as RunnerMessageOf<'terminal.opened'>)
        .status,
    type: (terminal: string, data: string) => client.send({ type: 'terminal.input', terminal, data }),
    shows: (terminal: string, pattern: RegExp) =>
      eventually(() => assert.match(page.text(terminal), pattern), { withinMs: 30_000 }),
  };
  client.on('terminal.list', ({ terminals }) => {
    page.list = terminals;
  });
  client.on('terminal.data', ({ terminal, seq, data }) => {
    assert.equal(seq, page.text(terminal).length, 'nothing is lost or doubled');
    texts.set(terminal, page.text(terminal) + data);
    client.send({ type: 'terminal.ack', terminal, chars: data.length });
  });
  return page;
}

describe('a shell', () => {
  test('opens in the workspace with its size and a name, and does what is typed', async () => {
    const page = await openPage();
    const { terminal, name, running } = await page.open();
    assert.deepEqual([name, running], ['shell 1', true]);
    page.type(terminal, 'pwd; stty size; echo $((6 * 7))\r');
    await page.shows(terminal, /\/embedded\/workspace\/try\r\n20 90\r\n42\r\n/);
    page.client.send({ type: 'terminal.resize', terminal, cols: 100, rows: 40 });
    page.type(terminal, 'stty size\r');
    await page.shows(terminal, /40 100\r\n/);
    await page.client.request({ type: 'terminal.close', terminal });
    assert.deepEqual(page.list, []);
    page.client.close();
  });

  test('outlives its page, and shows the next one everything from where that has it', async () => {
    const page = await openPage();
    const { terminal } = await page.open('mine');
    page.type(terminal, 'echo first-$((1 + 1))\r');
    await page.shows(terminal, /first-2/);
    page.client.socket.terminate();
    const next = await openPage();
    assert.deepEqual(
      next.list.map(({ name, running }) => [name, running]),
      [['mine', true]],
    );
    await next.client.request({ type: 'terminal.attach', terminal, ...SIZE });
    await next.shows(terminal, /first-2/);
    next.type(terminal, 'echo second-$((1 + 1))\r');
    await next.shows(terminal, /first-2[\s\S]*second-2/);
    const third = await RunnerClient.connect(runner);
    const pieces: [number, string][] = [];
    third.client.on('terminal.data', ({ seq, data }) => pieces.push([seq, data]));
    await third.client.request({ type: 'terminal.attach', terminal, seen: 5, ...SIZE });
    await eventually(() => assert.equal(pieces[0]?.[0], 5));
    await eventually(() => assert.equal(pieces.map(([, data]) => data).join(''), next.text(terminal).slice(5)));
    await next.client.request({ type: 'terminal.close', terminal });
    next.client.close();
    third.client.close();
  });

  test('that ended says so, with its status, until it is closed', async () => {
    const page = await openPage();
    const { terminal } = await page.open();
    page.type(terminal, 'exit 3\r');
    await eventually(() => assert.deepEqual([page.list[0]?.running, page.list[0]?.exitCode], [false, 3]));
    page.type(terminal, 'too late\r');
    page.client.send({ type: 'terminal.resize', terminal, ...SIZE });
    await page.client.request({ type: 'terminal.close', terminal });
    assert.deepEqual(page.list, []);
    page.client.close();
  });

  test('that was ended by a signal has the status that bash gives it', async () => {
    const page = await openPage();
    const { terminal } = await page.open();
    page.type(terminal, 'kill -KILL $$\r');
    await eventually(() => assert.deepEqual([page.list[0]?.running, page.list[0]?.exitCode], [false, 137]));
    await page.client.request({ type: 'terminal.close', terminal });
    page.client.close();
  });

  test('is closed with everything it started, also what ignores that', async () => {
    const page = await openPage();
    const { terminal } = await page.open();
    page.type(
      terminal,
      `setsid sleep 331 & nohup sleep 332 & (trap '' TERM HUP; while :; do sleep 333; done) & vi=1; echo up-$((1 + 1))\r`,
    );
    await page.shows(terminal, /up-2/);
    await eventually(async () => assert.ok((await findMarked('TOWPATH_RUN', terminal)).length >= 5));
    await page.client.request({ type: 'terminal.close', terminal });
    assert.deepEqual(await findMarked('TOWPATH_RUN', terminal), []);
    page.client.close();
  });

  test('that is closed as soon as it is open leaves nothing behind', async () => {
    const page = await openPage();
    for (let round = 0; round < 10; round++) {
      const { terminal } = await page.open();
      await page.client.request({ type: 'terminal.close', terminal });
      assert.deepEqual(await findMarked('TOWPATH_RUN', terminal), []);
    }
    assert.deepEqual(page.list, []);
    page.client.close();
  });

  test('is refused when too many are open, and their names do not repeat', async () => {
    const page = await openPage();
    const opened: TerminalStatus[] = [];
    for (let i = 0; i < MAX_TERMINALS; i++) opened.push(await page.open());
    await assert.rejects(page.open(), {
      body: { code: 'terminal.too-many', message: '8 shells are open.', hint: 'Close one, then open a new one.' },
    });
    assert.deepEqual(
      opened.map(({ name }) => name),
      Array.from({ length: MAX_TERMINALS }, (_, i) => `shell ${i + 1}`),
    );
    await page.client.request({ type: 'terminal.close', terminal: opened[2]?.terminal ?? '' });
    assert.equal((await page.open()).name, 'shell 3');
    const ids = page.list.map(({ terminal }) => terminal);
    await Promise.all(ids.map((terminal) => page.client.request({ type: 'terminal.close', terminal })));
    assert.deepEqual(page.list, []);
    page.client.close();
  });

  test('floods a page only as fast as that draws', async () => {
    const page = await openPage();
    const { terminal } = await page.open();
    page.type(terminal, 'seq 1 200000; echo end-$((1 + 1))\r');
    await page.shows(terminal, /end-2/);
    assert.match(page.text(terminal), /199999\r\n200000\r\nend-2/);
    await page.client.request({ type: 'terminal.close', terminal });
    page.client.close();
  });
});
