import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { browserTests } from '../support/browser-tests.ts';
import { doLesson } from '../support/do-lesson.ts';
import { eventually } from '../support/eventually.ts';
import { connected, verifyPanel } from '../support/lesson-driver.ts';

const LESSONS = 13;
/** Flink has no embedded form: the lesson is read. */
const OF_THE_OTHER_STACK = 9;
const site = browserTests();

test(
  'Machine telemetry turns green by clicks alone, from nothing to a dashboard whose lines move',
  site.visit({ expected: /404/ }, async ({ page }) => {
    await page.goto('/machine-telemetry/');
    await page.locator('.lessons').getByRole('link', { name: 'What you will build' }).click();
    for (let lesson = 1; lesson <= LESSONS; lesson++) {
      await page.getByText(`Lesson ${lesson} of ${LESSONS}`).waitFor();
      await connected(page);
      if (lesson === OF_THE_OTHER_STACK) {
        await page.locator('a[rel=next]').click();
        continue;
      }
      await doLesson(page);
      await page.getByText(`${lesson < OF_THE_OTHER_STACK ? lesson : lesson - 1} of ${LESSONS} lessons passed`).waitFor();
      if (lesson < LESSONS)
        await verifyPanel(page)
          .getByRole('link', { name: /^Next: / })
          .click();
    }
    await linesMove(page);
  }),
);

/** The first chart of the lesson's dashboard is drawn, and drawn anew as samples come. */
async function linesMove(page: Page): Promise<void> {
  const dashboard = page.locator('iframe[title="Dashboard machines"]').first();
  await dashboard.scrollIntoViewIfNeeded(); // It is loaded when it comes into sight.
  await dashboard.contentFrame().getByText('press-1').first().waitFor();
  const chart = dashboard.contentFrame().locator('canvas').first();
  const look = () => chart.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const first = await look();
  await eventually(async () => assert.notEqual(await look(), first), { withinMs: 30_000, everyMs: 500 });
}
