import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { browserTests } from '../support/browser-tests.ts';
import { eventually } from '../support/eventually.ts';
import { edit, openLesson, QUEUE_LESSON, run, shows, verify } from '../support/lesson-driver.ts';
import { luminance } from '../support/luminance.ts';

const BLOCK = 'forget-the-virtual-host';
const site = browserTests();

/** The page as paper shows it, as wide as A4 without its margins. */
async function onPaper(page: Page): Promise<void> {
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 680, height: 1000 });
}

/** A colour of the first part of the page that a selector finds. */
function colourOf(page: Page, selector: string, property: 'backgroundColor' | 'color' | 'fill'): Promise<string> {
  return page
    .locator(selector)
    .first()
    .evaluate((part, name) => getComputedStyle(part)[name], property);
}

/** What is on paper and is of no use there, or is wider than it. */
function ofNoUse(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const seen = (part: Element) => part.checkVisibility({ visibilityProperty: true });
    const tools = [...document.querySelectorAll('button, nav, header, aside, dialog, kbd, .banner, .xterm')].filter(seen);
    const wide = [...document.querySelectorAll('.main *')].filter(
      (part) => seen(part) && !part.closest('svg, .sr') && part.getBoundingClientRect().right > innerWidth + 1,
    );
    return [...tools, ...wide].map((part) => part.outerHTML.slice(0, 120));
  });
}

test(
  'a lesson on paper is text, code and what the learner saw, black on white in the dark theme too, and nothing is cut',
  site.visit({ theme: 'dark' }, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    await run(page, 'create-queue');
    await shows(page, 'create-queue', /20[14]/);
    await verify(page, 'failed');
    await onPaper(page);
    await eventually(async () => assert.deepEqual(await ofNoUse(page), []));
    const block = page.locator('run-block[data-block=create-queue]');
    await block
      .locator('.rb-out pre')
      .getByText(/20[14]/)
      .waitFor();
    await block.getByText('Done exit 0').waitFor();
    await page.getByText('The queue survives a restart of the broker').last().waitFor();
    // Colours may go over into those of paper.
    await eventually(async () => assert.equal(await colourOf(page, 'body', 'backgroundColor'), 'rgb(255, 255, 255)'));
    for (const text of ['.prose > p', '.rb-code .ec-line span', '.rb-out pre', '.checks b'])
      await eventually(async () => assert.ok(luminance(await colourOf(page, text, 'color')) < 0.1, text));
    await eventually(async () => assert.ok(luminance(await colourOf(page, '.pic .nm', 'fill')) < 0.1, 'names in a picture'));
  }),
);

test(
  'what is folded away is open on paper, and a link that leads away says where',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    await page.evaluate(() => {
      const prose = document.querySelector('.prose');
      prose?.insertAdjacentHTML(
        'beforeend',
        '<details class="fold"><summary>Hint</summary><p id="folded">Folded</p></details><p><a id="away" href="https://example.org/away">away</a></p>',
      );
    });
    assert.equal(await page.locator('#folded').evaluate((part) => part.checkVisibility()), false);
    await onPaper(page);
    await eventually(async () => assert.equal(await page.locator('#folded').evaluate((part) => part.checkVisibility()), true));
    const after = await page.locator('#away').evaluate((link) => getComputedStyle(link, '::after').content);
    assert.match(after, /https:\/\/example\.org\/away/);
  }),
);

test(
  'a block that still runs is printed with what it has shown so far; of a long output the end, with how much is left out',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    await (await edit(page, BLOCK, 'seq 1001 1300; echo so far; sleep 1000')).press('Control+Enter');
    await shows(page, BLOCK, 'so far');
    await page.pdf();
    const text = (await page.locator(`[data-block=${BLOCK}] .rb-out pre`).textContent()) ?? '';
    assert.match(text, /^\(101 lines before these are left out here\)\n1102\n/);
    assert.match(text, /1300\nso far$/);
    await page.locator(`[data-block=${BLOCK}]`).getByRole('button', { name: 'Stop', exact: true }).click();
    await page.locator(`[data-block=${BLOCK}][data-state=stopped]`).waitFor();
  }),
);
