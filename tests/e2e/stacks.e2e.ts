import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import type { StackId } from '#contract/ids.ts';
import { axeEverywhere, axeViolations } from '../support/axe-violations.ts';
import { browserTests } from '../support/browser-tests.ts';
import { eventually } from '../support/eventually.ts';
import {
  blockIn,
  blockOf,
  edit,
  editorOf,
  openLesson,
  outputOf,
  QUEUE_LESSON,
  run,
  runButton,
  shows,
  showsAll,
  toastSays,
  verify,
  verifyPanel,
} from '../support/lesson-driver.ts';
import { RunnerClient } from '../support/runner-client.ts';
import type { StartedRunner } from '../support/start-runner.ts';

/** No Docker Engine listens there: what is tested is the page, and what it says of a machine without Docker. */
const site = browserTests(() => ({ env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } }));

const SHORT_LESSON = '/event-enrichment/is-my-machine-ready/';

const radio = (page: Page, name: 'Embedded' | 'Docker'): Locator =>
  page.getByRole('radio', { name: new RegExp(`^${name}`) }).filter({ visible: true });

const dialogOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Use the Docker stack?' });

/** Switches as another tab would. */
async function select(runner: StartedRunner, stack: StackId): Promise<void> {
  const { client } = await RunnerClient.connect(runner);
  await client.request({ type: 'stack.select', stack });
  client.close();
}

async function openWorkbench(page: Page, tab: 'Services' | 'Terminal'): Promise<Locator> {
  const workbench = page.getByRole('complementary', { name: 'Workbench' });
  if (!(await workbench.isVisible())) await page.getByRole('button', { name: 'Workbench', exact: true }).click();
  await workbench.getByRole('tab', { name: tab }).click();
  return workbench;
}

/** Waits until what is called so has the keyboard. */
async function focusIs(page: Page, name: string): Promise<void> {
  await page.waitForFunction((wanted) => {
    const at = document.activeElement;
    return (at?.getAttribute('aria-label') ?? at?.textContent ?? '').trim().startsWith(wanted);
  }, name);
}

test(
  'Docker in the header says what is missing, cannot be chosen then, and Stay gives the keyboard back',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    await radio(page, 'Embedded').getByText('ready').waitFor();
    await radio(page, 'Embedded').focus();
    await page.keyboard.press('ArrowRight');
    await focusIs(page, 'Docker'); // an arrow goes there and chooses nothing
    assert.equal(await dialogOf(page).count(), 0);
    await page.keyboard.press('Enter');
    const dialog = dialogOf(page);
    const missing = dialog.locator('li[data-s=missing]');
    await missing.getByText('Docker is not running.').waitFor();
    await missing.getByText('missing', { exact: true }).waitFor();
    await dialog.getByRole('status').getByText('One thing is missing. Mend what the list says, then look again.').waitFor();
    const act = dialog.getByRole('button', { name: 'Switch and start' });
    assert.equal(await act.getAttribute('aria-disabled'), 'true');
    await focusIs(page, 'Switch and start');
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Look again' }).click();
    await missing.getByText('Docker is not running.').waitFor();
    assert.deepEqual(await axeEverywhere(page, 'dialog.preflight'), []);
    await dialog.getByRole('button', { name: 'Stay' }).click();
    await dialog.waitFor({ state: 'detached' });
    await focusIs(page, 'Embedded');
    await page.locator('.stack [data-stack=embedded][aria-checked=true]').filter({ visible: true }).waitFor();
  }),
);

test(
  'The dialog says which runs would end, those of other lessons too, and Escape leaves them running',
  site.visit({}, async ({ page, runner }) => {
    const { client } = await RunnerClient.connect(runner);
    const lesson = SHORT_LESSON.slice(1, -1);
    const { hashes } = await client.openLesson(lesson);
    const there = { lesson, block: 'typo' };
    await client.request({ type: 'block.run', ...there, hash: hashes.typo ?? '', text: 'sleep 1000', cols: 80, rows: 24 });
    await openLesson(page, QUEUE_LESSON);
    await edit(page, 'list-queues', 'echo started; sleep 1000');
    await runButton(page, 'list-queues').click();
    await shows(page, 'list-queues', 'started');
    await radio(page, 'Docker').click();
    await dialogOf(page).getByText('2 blocks are running and will be stopped.').waitFor();
    await page.keyboard.press('Escape');
    await dialogOf(page).waitFor({ state: 'detached' });
    await blockIn(page, 'list-queues', 'running').waitFor();
    await blockOf(page, 'list-queues').getByRole('button', { name: 'Stop', exact: true }).click();
    await blockIn(page, 'list-queues', 'stopped').waitFor();
    await blockOf(page, 'list-queues').getByRole('button', { name: 'Put back', exact: true }).click();
    await client.request({ type: 'block.stop', ...there });
    client.close();
  }),
);

test(
  'A page follows a switch from another tab: outputs, ticks and shells are the other stack’s, an edit stays; and finds all of it again',
  site.visit({}, async ({ page, runner }) => {
    await openLesson(page, SHORT_LESSON);
    for (const id of ['preflight', 'tools']) await run(page, id);
    await verify(page, 'passed');
    await blockOf(page, 'docker-memory').locator('.rb-note').getByText('This block runs on the Docker stack.').waitFor();
    await page.getByText(/^1 of \d+ lessons passed$/).waitFor();
    const workbench = await openWorkbench(page, 'Terminal');
    await workbench.getByRole('button', { name: 'New shell' }).click();
    await workbench.getByRole('button', { name: /^Close shell/ }).waitFor();
    await edit(page, 'typo', 'echo mine');
    // One that was run belongs to its stack: an editor that is left open must not show it on the other one.
    await (await edit(page, 'tools', 'echo my own; curl --version')).press('Control+Enter');
    await shows(page, 'tools', 'my own'); // the block was ok before, and had shown curl
    await blockIn(page, 'tools', 'ok').waitFor();
    const before = await outputOf(page, 'tools');
    await blockOf(page, 'tools').getByRole('button', { name: 'Edit', exact: true }).click();
    await editorOf(page, 'tools').waitFor();

    await select(runner, 'docker');
    await toastSays(page, 'You are on the Docker stack now.');
    await radio(page, 'Docker').getByText('failed').waitFor();
    await blockIn(page, 'tools', 'idle').waitFor();
    await blockOf(page, 'tools').locator('.rb-out').waitFor({ state: 'detached' });
    await page.getByText(/^0 of \d+ lessons passed$/).waitFor();
    await workbench.getByText('No shell yet.').waitFor();
    await page.locator('verify-panel:not([data-part])[data-state=idle]').waitFor();
    assert.equal(await editorOf(page, 'typo').inputValue(), 'echo mine');
    await editorOf(page, 'tools').waitFor({ state: 'detached' });
    await blockOf(page, 'tools').getByText('bash --version').waitFor();
    await blockOf(page, 'docker-memory').locator('.rb-note').waitFor({ state: 'detached' });
    await openWorkbench(page, 'Services');
    const trouble = workbench.locator('.wb-trouble');
    await trouble.getByText('Docker is not running.').waitFor();
    await trouble.getByRole('button', { name: 'Look again' }).click();
    await toastSays(page, 'Docker is not running.');

    await trouble.getByRole('button', { name: 'Use the embedded stack' }).click();
    await radio(page, 'Embedded').getByText('ready').waitFor();
    await toastSays(page, 'You are on the embedded stack now.');
    await blockIn(page, 'tools', 'ok').waitFor();
    await shows(page, 'tools', 'curl');
    await showsAll(page, 'tools', before);
    await page.getByText(/^1 of \d+ lessons passed$/).waitFor();
    await verifyPanel(page).getByText('Lesson 2 passed').waitFor();
    assert.equal(await editorOf(page, 'typo').inputValue(), 'echo mine');
  }),
);

test(
  'Back to embedded is one press while nothing runs',
  site.visit({}, async ({ page, runner }) => {
    await select(runner, 'docker');
    await openLesson(page, QUEUE_LESSON);
    await radio(page, 'Embedded').click();
    await radio(page, 'Embedded').getByText('ready').waitFor();
    await page.locator('.stack [data-stack=embedded][aria-checked=true]').filter({ visible: true }).waitFor();
    assert.equal(await page.locator('dialog.preflight').count(), 0);
    await run(page, 'create-queue');
  }),
);

test(
  'On a phone the switch is in the menu, and the dialog fits and can be read',
  site.visit({ width: 390 }, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    await page.getByRole('button', { name: 'Menu' }).tap();
    await radio(page, 'Docker').tap();
    await dialogOf(page).getByText('Docker is not running.').waitFor();
    await eventually(async () => {
      const box = await dialogOf(page).boundingBox();
      assert.ok(box && box.x >= 0 && box.x + box.width <= 390 && box.y >= 0 && box.y + box.height <= 844);
    });
    assert.deepEqual(await axeViolations(page), []);
    await dialogOf(page).getByRole('button', { name: 'Stay' }).tap();
    await focusIs(page, 'Menu');
  }),
);
