import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserTests } from '../support/browser-tests.ts';
import { eventually } from '../support/eventually.ts';
import {
  blockIn,
  blockOf,
  connected,
  focusIs,
  openLesson,
  outcomes,
  outputOf,
  QUEUE_LESSON,
  run,
  shows,
  showsAll,
  verify,
  verifyPanel,
} from '../support/lesson-driver.ts';

const TITLE = 'A queue to receive events';
const site = browserTests();

test(
  'From the start page a learner clicks to the queue lesson, and Verify says what is missing and which block brings it',
  site.visit({}, async ({ page, runner }) => {
    await page.goto(`/?token=${runner.token}`);
    assert.equal(new URL(page.url()).search, '', 'the token does not stay in the address');
    await page.getByRole('link', { name: 'Start with Event enrichment' }).click();
    await page.getByRole('navigation', { name: 'Lessons of this track' }).getByRole('link', { name: TITLE }).click();
    await page.getByRole('heading', { level: 1, name: TITLE }).waitFor();
    await connected(page);
    await verify(page, 'failed');
    assert.deepEqual(await outcomes(page), {
      answers: 'passed',
      queue: 'failed',
      listed: 'failed',
      event: 'failed',
      peeked: 'failed',
      redelivered: 'failed',
    });
    await verifyPanel(page).getByText('1 of 6 hold. Five things are missing.').waitFor();
    for (const row of await verifyPanel(page).locator('[data-outcome=failed]').all()) {
      const terms = await row.locator('dt').allTextContents();
      assert.deepEqual(terms.slice(0, 2), ['Expected', 'Found']);
      for (const words of await row.locator('dd').allTextContents()) assert.match(words, /\S/);
      await row.getByRole('link', { name: 'Go to block' }).waitFor();
    }
    await verifyPanel(page).locator('[data-check=queue]').getByRole('link', { name: 'Go to block create-queue' }).click();
    await focusIs(page, 'run-block[data-block=create-queue] .rb-bar .btn');
  }),
);

test(
  'Run shows real output under each block, Verify turns green, and the page leads on',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    for (const [id, text] of [
      ['create-queue', '201'],
      ['list-queues', '"name":"test_queue"'],
      ['publish', '"routed":true'],
      ['peek', '"process_guid": "00000001-0000-07b4-01d1-209a100bc217"'],
      ['peek-again', '"redelivered": true'],
    ] as const) {
      const next = page.locator('.btn.next').filter({ visible: true });
      await next.first().waitFor(); // none while the runner has not told about the lesson
      assert.equal(await next.count(), 1, 'one filled button on the page: the next thing to do');
      assert.equal(await next.evaluate((button) => button.closest<HTMLElement>('run-block')?.dataset.block), id);
      await run(page, id);
      await shows(page, id, text);
      await blockOf(page, id)
        .locator('.rb-state')
        .getByText(/^Done exit 0 · [\d.]+ s$/)
        .waitFor();
    }
    await verify(page, 'passed');
    assert.ok(Object.values(await outcomes(page)).every((outcome) => outcome === 'passed'));
    await verifyPanel(page).getByRole('heading', { name: 'Lesson 4 passed' }).waitFor();
    const tick = page.locator('.path li[data-p=passed]').filter({ hasText: TITLE }).locator('use[href="#i-t-passed"]');
    await tick.waitFor({ state: 'attached' });
    await page.getByText(/^1 of \d+ lessons passed$/).waitFor();
    await verifyPanel(page).getByRole('link', { name: 'Next: Many events from a script' }).click();
    await page.getByRole('heading', { level: 1, name: 'Many events from a script' }).waitFor();
  }),
);

test(
  'A block that ends with an error on purpose is done, and its state line says that it was expected',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    await run(page, 'create-differently');
    await shows(page, 'create-differently', "inequivalent arg 'durable'");
    await blockOf(page, 'create-differently')
      .locator('.rb-state')
      .getByText(/Done exit 22, as expected/)
      .waitFor();
  }),
);

test(
  'A reload keeps output, states and the rows of Verify',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    const before = await eventually(async () => {
      const text = await outputOf(page, 'peek');
      assert.equal(text.split('\n').length, 20, 'the whole event is on the page');
      return text;
    });
    assert.match(before, /JASON-WIN81-VM/);
    await page.reload();
    await connected(page);
    await blockIn(page, 'peek', 'ok').waitFor();
    await shows(page, 'peek', 'JASON-WIN81-VM');
    await showsAll(page, 'peek', before);
    await page.locator('verify-panel:not([data-part])[data-state=passed]').waitFor();
    assert.equal(Object.values(await outcomes(page)).length, 6);
    await page.locator('.path li[data-p=passed]').filter({ hasText: TITLE }).waitFor();
  }),
);

test(
  'A second tab shows the same run while it happens, and says so when it is asked to run the block too',
  site.visit({}, async ({ page, context }) => {
    const second = await context.newPage();
    await Promise.all([openLesson(page, QUEUE_LESSON), openLesson(second, QUEUE_LESSON)]);
    const block = blockOf(page, 'forget-the-virtual-host');
    await block.getByRole('button', { name: 'Edit', exact: true }).click();
    await block.getByRole('textbox', { name: /^Edit/ }).fill('echo here; read -r answer; echo "got $answer"');
    await page.keyboard.press('Control+Enter');
    for (const tab of [page, second]) {
      await blockIn(tab, 'forget-the-virtual-host', 'running').waitFor();
      await shows(tab, 'forget-the-virtual-host', 'here');
    }
    const refused = await second.evaluate(async () => {
      const tab = document.querySelector('run-block[data-block="forget-the-virtual-host"]') as HTMLElement & {
        run: () => Promise<boolean>;
      };
      return await tab.run();
    });
    assert.equal(refused, false);
    await blockOf(second, 'forget-the-virtual-host')
      .locator('.rb-help')
      .getByText(/runs already|already running|is running/i)
      .waitFor();
    await blockOf(second, 'forget-the-virtual-host')
      .locator('.rb-term')
      .click({ position: { x: 20, y: 8 } });
    await second.keyboard.type('twice\n');
    for (const tab of [page, second]) {
      await blockIn(tab, 'forget-the-virtual-host', 'ok').waitFor();
      await shows(tab, 'forget-the-virtual-host', 'got twice');
    }
    await eventually(async () => {
      const [here, there] = [await outputOf(page, 'forget-the-virtual-host'), await outputOf(second, 'forget-the-virtual-host')];
      assert.equal(there, here);
    });
  }),
);
