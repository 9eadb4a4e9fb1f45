import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { browserTests } from '../support/browser-tests.ts';
import { startDockerEngine, type TestEngine } from '../support/docker-engine.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryDir } from '../support/fixture-content.ts';
import {
  blockIn,
  blockOf,
  openLesson,
  outcomes,
  outputOf,
  QUEUE_LESSON,
  requiredBlocks,
  run,
  shows,
  showsAll,
  toastSays,
  verify,
  verifyPanel,
} from '../support/lesson-driver.ts';

/** RabbitMQ in a container takes 7 s to be healthy on an idle machine, and much longer beside a browser (ms). */
const HEALTHY_MS = 120_000;

let engine: TestEngine | undefined;
before(async () => {
  engine = await startDockerEngine();
  await engine.clear();
});

/** The lesson's track alone: a runner starts the services of all lessons it has, and other tracks need large ones. */
const contentDir = temporaryDir();
cpSync(resolve('content/event-enrichment'), join(contentDir, 'event-enrichment'), { recursive: true });
const site = browserTests(() => ({ args: ['--offline', '--content-dir', contentDir], env: engine?.env ?? {} }));
after(() => engine?.stop());

const radio = (page: Page, name: 'Embedded' | 'Docker'): Locator =>
  page.getByRole('radio', { name: new RegExp(`^${name}`) }).filter({ visible: true });

test(
  'A learner switches to Docker on the queue lesson, passes it on the real RabbitMQ, and finds the embedded stack as it was',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    await run(page, 'create-queue');
    await shows(page, 'create-queue', '201');

    await radio(page, 'Docker').click();
    const dialog = page.getByRole('dialog', { name: 'Use the Docker stack?' });
    await dialog.locator('li[data-s=ok]').filter({ hasText: 'Docker' }).first().waitFor();
    assert.equal(await dialog.locator('li[data-s=missing]').count(), 0, (await dialog.textContent()) ?? '');
    await dialog.getByRole('button', { name: 'Switch and start' }).click();
    await toastSays(page, 'You are on the Docker stack now.');
    await blockIn(page, 'create-queue', 'idle').waitFor();

    // The block waits for RabbitMQ by itself, says so, and runs.
    await run(page, 'create-queue');
    await shows(page, 'create-queue', '201');
    await radio(page, 'Docker').getByText('ready').waitFor({ timeout: HEALTHY_MS });
    await verify(page, 'failed');
    for (const { id } of await requiredBlocks(page)) await run(page, id);
    await shows(page, 'peek', '"process_guid": "00000001-0000-07b4-01d1-209a100bc217"');
    await verify(page, 'passed');
    assert.ok(Object.values(await outcomes(page)).every((outcome) => outcome === 'passed'));
    await verifyPanel(page).getByRole('heading', { name: 'Lesson 4 passed' }).waitFor();
    await blockOf(page, 'peek').getByText('on Docker').first().waitFor();

    const workbench = page.getByRole('complementary', { name: 'Workbench' });
    if (!(await workbench.isVisible())) await page.getByRole('button', { name: 'Workbench', exact: true }).click();
    await workbench.getByRole('tab', { name: 'Services' }).click();
    await workbench
      .getByText(/^\d+ of 512 MB$/)
      .first()
      .waitFor();

    await followsTheQueue(page, workbench);

    const peeked = await eventually(async () => {
      const text = await outputOf(page, 'peek');
      assert.equal(text.split('\n').length, 20, 'the whole event is on the page');
      return text;
    });
    await page.reload();
    await blockIn(page, 'peek', 'ok').waitFor();
    await shows(page, 'peek', 'process_guid');
    await showsAll(page, 'peek', peeked);

    await radio(page, 'Embedded').click();
    await toastSays(page, 'You are on the embedded stack now.');
    await blockIn(page, 'peek', 'idle').waitFor();
    await blockIn(page, 'create-queue', 'ok').waitFor();
  }),
);

/** The picture counts what comes, and a look into the queue, which marks messages on a real RabbitMQ, is asked for first. */
async function followsTheQueue(page: Page, workbench: Locator): Promise<void> {
  await workbench.getByRole('tab', { name: 'Pipeline' }).click();
  const queue = workbench.locator('[data-part=test-queue][data-state=live]');
  await queue.locator('.ct').getByText('1 waiting', { exact: true }).waitFor();
  await run(page, 'publish');
  await queue.locator('.ct').getByText('2 waiting', { exact: true }).waitFor();
  await queue.click();
  await workbench.getByRole('button', { name: 'Look at the oldest 2' }).click();
  const rows = workbench.locator('.peek-rows tbody tr');
  await rows.nth(1).locator('summary').click();
  await rows.nth(1).getByText('"computer_name": "JASON-WIN81-VM"').waitFor();
  assert.equal(await rows.count(), 2);
  await workbench.getByRole('tab', { name: 'Services' }).click();
}
