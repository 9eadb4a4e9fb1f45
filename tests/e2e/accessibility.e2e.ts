import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeEverywhere, axeViolations } from '../support/axe-violations.ts';
import { browserTests } from '../support/browser-tests.ts';
import { blockIn, edit, ends, focusIs, openLesson, QUEUE_LESSON, run, shows, verify } from '../support/lesson-driver.ts';

const site = browserTests();

test(
  'axe finds nothing on a lesson with output, a failure, an open editor, and Verify failed and passed',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    await run(page, 'create-queue');
    await edit(page, 'forget-the-virtual-host', 'seq 100; exit 3');
    await ends(page, { id: 'forget-the-virtual-host', end: 'failed', start: () => page.keyboard.press('Control+Enter') });
    await shows(page, 'forget-the-virtual-host', '100');
    await edit(page, 'list-queues', 'jq .');
    await verify(page, 'failed');
    assert.deepEqual(await axeEverywhere(page), []);
    await page.keyboard.press('Escape');
    await page.locator('run-block[data-block=list-queues]').getByRole('button', { name: 'Put back', exact: true }).click();
    for (const id of ['list-queues', 'publish', 'peek', 'peek-again']) await run(page, id);
    await blockIn(page, 'peek-again', 'ok').waitFor();
    await verify(page, 'passed');
    assert.deepEqual(await axeEverywhere(page, 'verify-panel:not([data-part])'), []);
  }),
);

test(
  'axe finds nothing in the workbench, with logs, a question and a shell',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    const workbench = page.getByRole('complementary', { name: 'Workbench' });
    if (!(await workbench.isVisible())) await page.keyboard.press('w');
    await workbench.getByRole('button', { name: 'Logs RabbitMQ' }).click();
    await workbench.getByRole('button', { name: 'Reset RabbitMQ' }).click();
    assert.deepEqual(await axeViolations(page), []);
    await workbench.getByRole('button', { name: 'Keep' }).click();
    await workbench.getByRole('tab', { name: 'Terminal' }).click();
    await workbench.getByRole('button', { name: 'New shell' }).click();
    await workbench.locator('.xterm-rows').waitFor();
    await focusIs(page, '#wb .xterm textarea');
    assert.deepEqual(await axeViolations(page), []);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    assert.deepEqual(await axeViolations(page), []);
  }),
);
