import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { browserTests } from '../support/browser-tests.ts';
import {
  blockIn,
  blockOf,
  connected,
  focusIs,
  openLesson,
  outcomes,
  QUEUE_LESSON,
  run,
  runButton,
  shows,
  verify,
  verifyPanel,
} from '../support/lesson-driver.ts';

const site = browserTests();

/** Opens the workbench with one of its tabs. */
async function openTab(page: Page, tab: 'Services' | 'Terminal'): Promise<Locator> {
  const workbench = page.getByRole('complementary', { name: 'Workbench' });
  if (!(await workbench.isVisible())) await page.getByRole('button', { name: 'Workbench', exact: true }).click();
  await workbench.getByRole('tab', { name: tab }).click();
  return workbench;
}

/** Waits until a service's row says that it is so. */
async function isIn(row: Locator, state: 'ready' | 'stopped'): Promise<void> {
  await row.and(row.page().locator(`[data-s=${state}]`)).waitFor();
}

test(
  'RabbitMQ is stopped in Services: a block says so before and after Run, and starts it from where it failed',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    const rabbitmq = (await openTab(page, 'Services')).locator('[data-service=rabbitmq]');
    await isIn(rabbitmq, 'ready');
    await rabbitmq.getByRole('button', { name: 'Stop RabbitMQ' }).click();
    await isIn(rabbitmq, 'stopped');
    const block = blockOf(page, 'create-queue');
    await block.locator('.rb-note').getByText('RabbitMQ is stopped.').waitFor();
    await run(page, 'create-queue', 'failed');
    await shows(page, 'create-queue', '502');
    await verify(page, 'failed');
    assert.equal((await outcomes(page)).answers, 'error', 'what could not be looked at is not called wrong');
    await verifyPanel(page).getByText('RabbitMQ is stopped, so this was not checked.').first().waitFor();
    const help = block.locator('.rb-help');
    await help.getByText('RabbitMQ is stopped. Start it, then run the block again.').waitFor();
    await help.getByRole('button', { name: 'Start RabbitMQ' }).click();
    await isIn(rabbitmq, 'ready');
    await block.locator('.rb-help').getByText('RabbitMQ is stopped.').waitFor({ state: 'detached' });
    await run(page, 'create-queue');
  }),
);

test(
  'Logs are shown under the service and hidden again',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    const rabbitmq = (await openTab(page, 'Services')).locator('[data-service=rabbitmq]');
    await rabbitmq.getByRole('button', { name: 'Logs RabbitMQ' }).click();
    await rabbitmq.getByText(/RabbitMQ-compatible broker answers on port \d+/).waitFor();
    await rabbitmq.getByRole('button', { name: 'Hide logs RabbitMQ' }).click();
    await rabbitmq.getByRole('button', { name: 'Logs RabbitMQ' }).waitFor();
  }),
);

test(
  'Reset asks in place, Keep keeps, and Reset removes the queues',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    await run(page, 'create-queue');
    const rabbitmq = (await openTab(page, 'Services')).locator('[data-service=rabbitmq]');
    await rabbitmq.getByRole('button', { name: 'Reset RabbitMQ' }).click();
    const question = rabbitmq.getByRole('group', { name: 'Reset RabbitMQ? Its queues, exchanges and messages are removed.' });
    await question.getByRole('button', { name: 'Keep' }).click();
    await run(page, 'list-queues');
    await shows(page, 'list-queues', 'test_queue');
    await rabbitmq.getByRole('button', { name: 'Reset RabbitMQ' }).click();
    await question.getByRole('button', { name: 'Reset' }).click();
    await question.waitFor({ state: 'detached' });
    await rabbitmq.getByRole('button', { name: 'Stop RabbitMQ' }).waitFor();
    await run(page, 'list-queues');
    await blockOf(page, 'list-queues').getByText('No output.').waitFor();
  }),
);

test(
  'The page of RabbitMQ opens from Services and knows the queue',
  site.visit({}, async ({ page, context }) => {
    await openLesson(page, QUEUE_LESSON);
    await run(page, 'create-queue');
    const rabbitmq = (await openTab(page, 'Services')).locator('[data-service=rabbitmq]');
    const link = rabbitmq.getByRole('link', { name: /^Open/ });
    const address = (await link.getAttribute('href')) ?? '';
    const [opened] = await Promise.all([context.waitForEvent('page'), link.click()]);
    await opened.waitForLoadState();
    assert.equal(new URL(opened.url()).host, new URL(address).host);
    await opened.close();
  }),
);

test(
  'A shell of the workbench takes commands, comes back with its screen after a reload, and closes',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    const workbench = await openTab(page, 'Terminal');
    await workbench.getByText('No shell yet.').waitFor();
    await workbench.getByRole('button', { name: 'New shell' }).click();
    const screen = workbench.locator('.xterm-rows');
    await screen.waitFor();
    await focusIs(page, '#wb .xterm textarea');
    await page.keyboard.type('echo "six times seven is $((6 * 7))"\n');
    await screen.filter({ hasText: 'six times seven is 42' }).waitFor();
    // The program and the page agree about the width: a column is as wide as a letter.
    await page.keyboard.type('echo "columns: $(tput cols)."\n');
    await screen.filter({ hasText: /columns: \d+\./ }).waitFor();
    const columns = Number(/columns: (\d+)\./.exec((await screen.textContent()) ?? '')?.[1]);
    const { width } = (await workbench.locator('.xterm-screen').boundingBox()) ?? { width: 0 };
    assert.ok(width / columns > 6 && width / columns < 10, `${columns} columns in ${width} pixels`);
    await page.keyboard.type('curl -s -u guest:guest http://rabbitmq:15672/api/whoami; echo\n');
    await screen.filter({ hasText: '"name":"guest"' }).waitFor();
    await page.reload();
    await connected(page);
    await screen.filter({ hasText: 'six times seven is 42' }).waitFor();
    await workbench.getByRole('button', { name: /^Close (?!workbench)/ }).click();
    await workbench.getByText('No shell yet.').waitFor();
    await page.waitForFunction(() => document.activeElement?.closest('#wb') !== null);
  }),
);

test(
  'The workbench stays where the learner put it: below, wider by arrow keys, closed',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    const workbench = await openTab(page, 'Services');
    const grip = workbench.getByRole('separator');
    const width = Number(await grip.getAttribute('aria-valuenow'));
    const wider = workbench.locator(`[role=separator][aria-valuenow="${width + 16}"]`);
    await grip.focus();
    await page.keyboard.press('ArrowLeft');
    await wider.waitFor();
    await workbench.getByRole('button', { name: 'Dock below' }).click();
    await page.locator('body[data-wb=bottom]').waitFor();
    await page.reload();
    await page.locator('body[data-wb=bottom]').waitFor();
    await workbench.getByRole('button', { name: 'Dock right' }).click();
    await wider.waitFor();
    await workbench.getByRole('button', { name: 'Close workbench' }).click();
    await page.reload();
    await connected(page);
    await workbench.waitFor({ state: 'hidden' });
    await runButton(page, 'create-queue').waitFor();
    await blockIn(page, 'create-queue', 'ok').waitFor();
  }),
);
