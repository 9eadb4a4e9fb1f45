import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rssOf, watchRss } from '../bench/rss.ts';
import { fence, fixtureContent, temporaryDir } from '../support/fixture-content.ts';
import { PageBlock } from '../support/page-block.ts';
import { type StartedRunner, startRunner } from '../support/start-runner.ts';

const MEBI = 1024 ** 2;
/** What the learner's own flood may cost: the bench measures it against 40; here it must only not grow with the output. */
const ALLOWED_BYTES = 80 * MEBI;

const contentDir = fixtureContent({
  '01-flood': { blocks: [fence('id=flood', 'head --bytes 200MB <(yes "$(printf %99s x)")')] },
});
let runner: StartedRunner;

before(async () => {
  runner = await startRunner({ dataDir: temporaryDir(), args: ['--content-dir', contentDir] });
});
after(() => runner.stop());

test('200 MB from a block leave the memory of the runner flat, and every character of them arrives', {
  timeout: 280_000,
}, async (t) => {
  if (Number.isNaN(rssOf(runner.pid))) return t.skip('memory is read from /proc');
  const lesson = 'try/flood';
  const page = await PageBlock.open(runner, { lesson, block: 'flood' });
  const hears = { chars: 0 };
  // Counted, not kept: the memory of this process is of no interest, but it need not be wasted.
  page.client.on('block.data', ({ data }) => {
    hears.chars += data.length;
    page.text = '';
  });
  await page.runToEnd('echo warm');
  const idle = rssOf(runner.pid);
  const peak = watchRss(runner.pid);
  hears.chars = 0;
  const ended = new Promise<void>((resolve) =>
    page.client.on('block.state', ({ status }) => {
      if (status.state === 'ok' || status.state === 'failed') resolve();
    }),
  );
  await page.start();
  await ended;
  const grown = peak() - idle;
  await page.until('ok');
  // A terminal turns each line end into two characters.
  assert.equal(hears.chars, 202_000_000);
  assert.deepEqual(page.gaps, []);
  assert.ok(grown < ALLOWED_BYTES, `it has grown by ${Math.round(grown / MEBI)} MB`);
  page.close();
});
