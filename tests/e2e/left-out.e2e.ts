import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserTests } from '../support/browser-tests.ts';
import { openLesson, outcomes, QUEUE_LESSON, run, verify, verifyPanel } from '../support/lesson-driver.ts';

const site = browserTests();

test(
  'With one block left out Verify fails with exactly that row and names that block',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    for (const id of ['create-queue', 'publish', 'peek', 'peek-again']) await run(page, id);
    await verify(page, 'failed');
    assert.deepEqual(await outcomes(page), {
      answers: 'passed',
      queue: 'passed',
      listed: 'failed',
      event: 'passed',
      peeked: 'passed',
      redelivered: 'passed',
    });
    const row = verifyPanel(page).locator('[data-check=listed]');
    await row.getByText('queues.json').first().waitFor();
    await row.getByRole('link', { name: 'Go to block list-queues' }).waitFor();
    await run(page, 'list-queues');
    await verify(page, 'passed');
  }),
);
