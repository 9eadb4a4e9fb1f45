import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { axeEverywhere } from '../support/axe-violations.ts';
import { browserTests } from '../support/browser-tests.ts';
import { blockIn, blockOf, edit, openLesson, QUEUE_LESSON, requiredBlocks, run, verify } from '../support/lesson-driver.ts';

const site = browserTests();
const LATER_LESSON = '/event-enrichment/many-events-from-a-script/';

const bringButton = (page: Page) => page.getByRole('button', { name: 'Bring me here' });
const question = (page: Page) => page.getByRole('group', { name: 'Bring me here' });

test(
  'Bring me here runs the earlier lessons’ blocks, says how far it is, and the lesson can be done from there',
  site.visit({}, async ({ page }) => {
    await openLesson(page, LATER_LESSON);
    await bringButton(page).click();
    await question(page).getByText('Run the blocks of lessons 1 to 4').waitFor();
    assert.deepEqual(await axeEverywhere(page, '.bring'), []);
    await page.keyboard.press('Escape');
    await question(page).waitFor({ state: 'detached' });
    await page.keyboard.press('Enter'); // the keyboard is back where it was
    await question(page).getByRole('button', { name: 'Run them' }).click();
    await page.locator('.bring [role=status]').getByText('blocks done').waitFor();
    await page.locator('.toast').getByText('You are where lesson 5 starts.').waitFor();
    await page.locator('.bring').getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' });
    await page.getByText(/^0 of \d+ lessons passed, 4 brought$/).waitFor();
    for (const { id } of await requiredBlocks(page)) await run(page, id);
    await verify(page, 'passed');
  }),
);

test(
  'A lesson on the way that fails is named with the way there, also to a page that comes later; afresh it goes well',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    // A folder where a block of an earlier lesson writes a file.
    await (await edit(page, 'list-queues', 'rm -f preflight.txt; mkdir -p preflight.txt')).press('Control+Enter');
    await blockIn(page, 'list-queues', 'ok').waitFor();
    await bringButton(page).click();
    await question(page).getByRole('button', { name: 'Run them' }).click();
    const failed = page.locator('.bring-failed');
    await failed.getByText('did not end as it should').waitFor();
    assert.equal(
      await failed.getByRole('link', { name: 'Open lesson 2' }).getAttribute('href'),
      '/event-enrichment/is-my-machine-ready/',
    );
    assert.deepEqual(await axeEverywhere(page, '.bring'), []);
    await openLesson(page, QUEUE_LESSON);
    await failed.getByText('did not end as it should').waitFor();
    await failed.getByRole('button', { name: 'Dismiss' }).click();
    await failed.waitFor({ state: 'detached' });
    await bringButton(page).click();
    await question(page).getByRole('button', { name: 'Start afresh' }).click();
    await page.locator('.toast').getByText('You are where lesson 4 starts.').waitFor();
    await blockIn(page, 'list-queues', 'idle').waitFor();
  }),
);

test(
  'Reset track asks in place and takes outputs, edits and ticks of the open page along',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    await (await edit(page, 'list-queues', 'echo mine')).press('Control+Enter');
    await blockIn(page, 'list-queues', 'ok').waitFor();
    const workbench = page.getByRole('complementary', { name: 'Workbench' });
    if (!(await workbench.isVisible())) await page.getByRole('button', { name: 'Workbench', exact: true }).click();
    await workbench.getByRole('tab', { name: 'Services' }).click();
    await workbench.getByRole('button', { name: 'Reset track' }).click();
    const question = workbench.getByRole('group', { name: /^Reset this track\?/ });
    await question.getByText('The track “Machine telemetry” uses Kafka, too: what its blocks made there goes').waitFor();
    // A second click comes to lie on nothing that would stop the services.
    await question.getByRole('button', { name: 'Reset' }).dblclick();
    await blockIn(page, 'list-queues', 'idle').waitFor();
    await page.locator('.toast').getByText('The track is as at its beginning.').waitFor();
    await blockOf(page, 'list-queues').getByText('echo mine').waitFor({ state: 'detached' });
    await workbench.getByRole('button', { name: 'Stop all' }).waitFor();
  }),
);
