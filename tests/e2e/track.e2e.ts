import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserTests } from '../support/browser-tests.ts';
import { doLesson } from '../support/do-lesson.ts';
import { eventually } from '../support/eventually.ts';
import { connected, verifyPanel } from '../support/lesson-driver.ts';

const LESSONS = 7;
const site = browserTests();

test(
  'The whole track turns green by clicks alone, lesson after lesson',
  site.visit({}, async ({ page, runner }) => {
    await page.goto(`/?token=${runner.token}`);
    await page.getByRole('link', { name: 'Start with Event enrichment' }).click();
    for (let lesson = 1; lesson <= LESSONS; lesson++) {
      await page.getByText(`Lesson ${lesson} of ${LESSONS}`).waitFor();
      await connected(page);
      await doLesson(page);
      await page.getByText(`${lesson} of ${LESSONS} lessons passed`).waitFor();
      if (lesson < LESSONS)
        await verifyPanel(page)
          .getByRole('link', { name: /^Next: / })
          .click();
    }
    await verifyPanel(page)
      .getByRole('heading', { name: `Lesson ${LESSONS} passed` })
      .waitFor();
    await page.goto('/');
    const row = page.locator('.tracks [data-track=event-enrichment]');
    await row.getByText(`${LESSONS} of ${LESSONS} lessons`).waitFor();
    // Water runs as far as the learner got: to the one part that a lesson adds.
    await row.locator('svg.only-wide .e-flow.wet').waitFor();
    await page.goto('/event-enrichment/');
    await page.locator('.track-page').getByText(`${LESSONS} of ${LESSONS} lessons`).waitFor();
    await page.locator('.lessons').getByRole('link', { name: 'A queue to receive events , passed' }).waitFor();
    await eventually(async () => {
      assert.equal(await page.locator('.lessons li[data-p=passed]').count(), LESSONS);
      assert.equal(await page.locator('.path li[data-p=todo]').count(), 0);
    });
  }),
);
