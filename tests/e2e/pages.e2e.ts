import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Page } from 'playwright-core';
import { axeEverywhere, axeViolations } from '../support/axe-violations.ts';
import { browserTests } from '../support/browser-tests.ts';
import { eventually } from '../support/eventually.ts';
import { connected, focusIs, openLesson, QUEUE_LESSON } from '../support/lesson-driver.ts';
import { sitePages } from '../support/site-pages.ts';

const site = browserTests();

/** What is wider than the window, by its first words. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.querySelectorAll('body *')].filter((part) => part.getBoundingClientRect().right > clientWidth + 1);
    return [`the page is ${scrollWidth} wide`, ...wide.slice(0, 5).map((part) => part.outerHTML.slice(0, 100))];
  });
}

suite('axe finds nothing and nothing scrolls sideways, wide and narrow, light and dark', { concurrency: 2 }, () => {
  for (const path of sitePages())
    test(
      path,
      site.visit({ expected: /404/ }, async ({ page }) => {
        await page.goto(path);
        await connected(page);
        assert.deepEqual(await axeEverywhere(page), []);
        for (const width of [1440, 1024, 801, 799, 390, 320]) {
          await page.setViewportSize({ width, height: 844 });
          await eventually(async () => assert.deepEqual({ width, wide: await tooWide(page) }, { width, wide: [] }));
        }
      }),
    );
});

test(
  'search finds a part of a lesson by keyboard alone, and loads its index only then',
  site.visit({}, async ({ page }) => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await openLesson(page, QUEUE_LESSON);
    assert.ok(!asked.some((path) => path.startsWith('/pagefind')));
    await page.keyboard.press('Control+k');
    await focusIs(page, '.search-box input');
    await page.keyboard.type('virtual host');
    const hits = page.locator('.search-box[data-found="virtual host"] .search-hits a');
    await hits
      .filter({ hasText: /A queue to receive events · Why/ })
      .first()
      .waitFor();
    assert.deepEqual(await axeViolations(page), []);
    await page.keyboard.press('ArrowDown');
    await focusIs(page, '.search-hits a');
    await page.keyboard.press('Enter');
    await page.waitForURL(/#why-2f$/);
    await page.locator('dialog.search-box').waitFor({ state: 'hidden' });
  }),
);

test(
  'on a phone the menu has the lessons and the stack, and closes with Escape',
  site.visit({ width: 390 }, async ({ page }) => {
    await page.goto(QUEUE_LESSON);
    await page.getByRole('button', { name: 'Menu' }).click();
    const menu = page.getByRole('navigation', { name: 'Lessons of this track' });
    await menu.getByRole('link', { name: 'What you will build' }).waitFor();
    await menu.getByRole('radio', { name: /Embedded/ }).waitFor();
    assert.deepEqual(await axeViolations(page), []);
    await page.keyboard.press('Escape');
    await menu.waitFor({ state: 'hidden' });
  }),
);

test(
  'an address without a page says so and leads back',
  site.visit({ expected: /404/ }, async ({ page }) => {
    const answer = await page.goto('/no-such-lesson/');
    assert.equal(answer?.status(), 404);
    await page.getByRole('heading', { name: 'There is no page here' }).waitFor();
    await page.getByRole('link', { name: 'All tracks' }).first().click();
    await page.getByRole('heading', { name: /Learn data streaming/ }).waitFor();
  }),
);

test(
  'a mistyped address suggests the lesson that was meant, and searches for its words',
  site.visit({ expected: /404/ }, async ({ page }) => {
    await page.goto('/event-enrichment/a-quue/');
    await page.getByRole('link', { name: 'A queue to receive events' }).waitFor();
    assert.deepEqual(await axeEverywhere(page), []);
    const words = page.getByRole('textbox', { name: 'Search the lessons' });
    assert.equal(await words.inputValue(), 'queue');
    await words.press('Enter');
    const hits = page.getByRole('dialog', { name: 'Search' }).locator('.search-hits a');
    await hits.filter({ hasText: 'A queue to receive events' }).first().waitFor();
    assert.equal(await page.getByRole('searchbox', { name: 'Search the lessons' }).inputValue(), 'queue');
    await page.keyboard.press('Escape');
    await page.locator('dialog.search-box').waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: 'A queue to receive events' }).click();
    await page.getByRole('heading', { level: 1, name: 'A queue to receive events' }).waitFor();
  }),
);

test(
  'the address of a track in preparation says so',
  site.visit({ expected: /404/ }, async ({ page }) => {
    await page.goto('/');
    const row = page.locator('.tracks [data-t=preparing]').first();
    const [id, title] = [await row.getAttribute('data-track'), await row.locator('h3').textContent()];
    await page.goto(`/${id}/what-you-will-build/`);
    await page.getByText(`${title} is in preparation; it has no lessons yet.`).waitFor();
    assert.equal(await page.getByRole('heading', { name: 'Perhaps you meant' }).isVisible(), false);
  }),
);

test(
  'the tracks of the home page are those for learners, counted in words; authors have a way of their own',
  site.visit({}, async ({ page }) => {
    await page.goto('/');
    await page.getByRole('heading', { name: 'Five tracks' }).waitFor();
    assert.equal(await page.locator('.tracks > li').count(), 5);
    assert.equal(await page.locator('.tracks > li[data-track=authors-guide]').count(), 0);
    await page.locator('header.header').getByRole('link', { name: 'Write a lesson' }).click();
    await page.waitForURL(/\/authors-guide\/$/);
    await page.getByRole('heading', { level: 1, name: 'Write a lesson' }).waitFor();
    await page.goto('/');
    await page.getByRole('link', { name: 'Open the authors’ guide' }).click();
    await page.waitForURL(/\/authors-guide\/$/);
  }),
);

test(
  'the browser’s frame has the colour of the page, whichever theme is chosen',
  site.visit({ theme: 'dark' }, async ({ page }) => {
    await page.goto('/');
    await page.locator('meta[name="theme-color"][content="#0d1518"]').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Switch to light theme' }).click();
    await page.getByRole('button', { name: 'Switch to dark theme' }).waitFor();
    await page.locator('meta[name="theme-color"]:is([content="#fff"], [content="#ffffff"])').waitFor({ state: 'attached' });
  }),
);

test(
  'search finds the queue lesson by a word of its text with the mouse, and says when nothing fits',
  site.visit({}, async ({ page }) => {
    await page.goto('/');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Search the lessons' }).fill('acknowledging');
    const hit = page.locator('.search-hits a').filter({ hasText: 'A queue to receive events' });
    await hit.first().click();
    await page.getByRole('heading', { level: 1, name: 'A queue to receive events' }).waitFor();
    assert.equal(new URL(page.url()).pathname, QUEUE_LESSON);
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Search the lessons' }).fill('zeppelinhangar');
    await page.getByText('No lesson mentions “zeppelinhangar”.').waitFor();
  }),
);

test(
  'the theme follows the system until it is switched, and then stays, on every page',
  site.visit({ theme: 'dark' }, async ({ page }) => {
    await page.goto('/');
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
    await page.getByRole('button', { name: 'Switch to light theme' }).click();
    await page.locator('html[data-theme=light]').waitFor();
    await page.goto(QUEUE_LESSON);
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'light');
    await page.reload();
    await page.getByRole('button', { name: 'Switch to dark theme' }).waitFor();
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)');
  }),
);

test(
  'without scripts a lesson still reads: text, code and checks are there',
  site.visit({}, async ({ runner }) => {
    const context = await site.browser.newContext({ javaScriptEnabled: false, baseURL: runner.url });
    const page = await context.newPage();
    await page.goto(QUEUE_LESSON);
    await page.getByText('--request PUT').first().waitFor();
    await page.getByText('The queue survives a restart of the broker').first().waitFor();
    await context.close();
  }),
);
