import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { MAX_REPLAY_CHARS } from '#contract/limits.ts';
import { eventually } from '../support/eventually.ts';
import { fence, fixtureContent, temporaryDir } from '../support/fixture-content.ts';
import { PageBlock } from '../support/page-block.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { type StartedRunner, startRunner } from '../support/start-runner.ts';

const LESSON = 'try/lines';
const contentDir = fixtureContent({
  '01-lines': {
    blocks: [
      fence('id=lines', 'seq 1 40000'),
      fence('id=slowly', 'for i in $(seq 1 60); do seq $((i * 100)) $((i * 100 + 99)); sleep 0.01; done'),
      fence('id=flood', 'seq 1 300000'),
      fence('id=ask', 'echo first; read -r x; seq 1 300000; echo last'),
      fence('id=short', 'echo short'),
    ],
  },
});
let runner: StartedRunner;

before(async () => {
  runner = await startRunner({ dataDir: temporaryDir(), args: ['--content-dir', contentDir] });
});
after(() => runner.stop());

const open = (block: string, seen?: { run: string; seq: number }): Promise<PageBlock> =>
  PageBlock.open(runner, { lesson: LESSON, block, ...(seen && { seen }) });
const lines = (from: number, to: number): string => Array.from({ length: to - from + 1 }, (_, i) => `${from + i}\r\n`).join('');

describe('a page that comes back', () => {
  test('gets exactly the rest, wherever its connection was cut', async () => {
    const random = seededRandom(7);
    let page = await open('slowly');
    await page.start();
    let text = '';
    for (let cuts = 0; cuts < 12; cuts++) {
      // Not a wait for time but for output: at some place in what comes next.
      const wanted = page.seq + Math.floor(random() * 1500);
      await eventually(() => assert.ok(page.seq >= wanted || page.status?.state === 'ok'), { everyMs: 1 });
      page.cut();
      text += page.text;
      const seen = { run: page.run ?? '', seq: page.seq };
      page = await open('slowly', seen);
      if (page.status?.state === 'ok') break;
    }
    const status = await page.until('ok');
    text += page.text;
    assert.equal(text, lines(100, 6099));
    assert.equal(status.nextSeq, text.length);
    page.close();
  });

  test('gets nothing when it has everything', async () => {
    const page = await open('short');
    await page.runToEnd();
    page.cut();
    const again = await open('short', { run: page.run ?? '', seq: page.seq });
    await again.until('ok');
    assert.equal(again.text, '');
    again.close();
  });

  test('gets all of a newer run, whatever it had of the last', async () => {
    const page = await open('short');
    await page.runToEnd();
    const seen = { run: page.run ?? '', seq: page.seq };
    page.cut();
    const other = await open('short');
    await other.runToEnd();
    const again = await open('short', seen);
    await again.until('ok');
    assert.deepEqual([again.text, again.run], ['short\r\n', other.run]);
    for (const each of [other, again]) each.close();
  });

  test('gets a gap, and then the rest, when more came than is kept', async () => {
    const page = await open('ask');
    await page.start();
    await page.untilShown(/first/);
    const seen = { run: page.run ?? '', seq: page.seq };
    page.type('\r');
    await page.untilShown(/first\r\n\r\n/); // its key has been heard
    page.cut();
    const other = await open('ask');
    await other.until('ok');
    const whole = `first\r\n\r\n${lines(1, 300_000)}last\r\n`;
    const again = await open('ask', seen);
    const { firstSeq, linesGone } = await again.until('ok');
    assert.deepEqual(again.gaps, [{ toSeq: firstSeq, linesGone }]);
    assert.equal(again.text, whole.slice(firstSeq));
    assert.ok(again.text.length >= MAX_REPLAY_CHARS);
    assert.equal(linesGone, whole.slice(0, firstSeq).split('\n').length - 1);
    for (const each of [other, again]) each.close();
  });

  test('is sent everything that is kept when it says nothing', async () => {
    const page = await open('lines');
    await page.runToEnd();
    const late = await open('lines');
    await late.until('ok');
    assert.deepEqual([late.text, late.gaps], [lines(1, 40_000), []]);
    for (const each of [page, late]) each.close();
  });
});

describe('a page that does not read', () => {
  test('holds its program up when it is the only one, and loses nothing of what is kept', async () => {
    const page = await open('flood');
    page.isReading = false;
    await page.start();
    await page.untilShown(/^[\s\S]{100000}/);
    assert.equal(page.status?.state, 'running');
    assert.ok(page.text.length < 140_000);
    page.isReading = true;
    page.acknowledge(page.text.length);
    await page.until('ok');
    assert.deepEqual(page.gaps, []);
    assert.equal(page.text, lines(1, 300_000));
    page.close();
  });

  test('does not hold up another page, nor Stop', async () => {
    const [slow, quick] = [await open('flood'), await open('flood')];
    slow.isReading = false;
    await quick.start();
    await quick.until('ok');
    assert.equal(quick.text, lines(1, 300_000));
    slow.isReading = true;
    slow.acknowledge(slow.text.length);
    await slow.until('ok');
    assert.equal(slow.gaps.length, 1);
    for (const each of [slow, quick]) each.close();
  });

  test('can stop what waits for it', async () => {
    const page = await open('flood');
    page.isReading = false;
    await page.start();
    await page.untilShown(/^[\s\S]{100000}/);
    await page.stop();
    page.isReading = true;
    page.acknowledge(page.text.length);
    assert.equal((await page.until('stopped', 'ok')).state, 'stopped');
    page.close();
  });

  test('does not hold anything up once it is gone', async () => {
    const page = await open('flood');
    page.isReading = false;
    await page.start();
    await page.untilShown(/^[\s\S]{100000}/);
    page.cut();
    const again = await open('flood');
    const { nextSeq } = await again.until('ok');
    assert.equal(nextSeq, lines(1, 300_000).length);
    again.close();
  });
});

test('long outputs survive a restart, cut where they were', async () => {
  const page = await open('flood');
  const before = await page.runToEnd();
  page.close();
  const { dataDir } = runner;
  await runner.stop();
  runner = await startRunner({ dataDir, args: ['--content-dir', contentDir] });
  const again = await open('flood');
  const status = await again.until('ok');
  assert.ok(status.nextSeq === before.nextSeq && status.nextSeq - status.firstSeq >= MAX_REPLAY_CHARS - 4096);
  assert.equal(again.text, lines(1, 300_000).slice(status.firstSeq));
  assert.equal(status.linesGone, lines(1, 300_000).slice(0, status.firstSeq).split('\n').length - 1);
  again.close();
});
