import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Page } from 'playwright-core';
import { browserTests } from '../support/browser-tests.ts';
import { sitePages } from '../support/site-pages.ts';

const site = browserTests();
/** The smallest name that can be read, in pixels of the screen. */
const SMALLEST_TEXT = 11;

/** What is wrong in the pictures that can be seen, by the boxes that the browser gives their names and shapes. */
function pictureFaults(page: Page): Promise<string[]> {
  return page.evaluate((smallest) => {
    const isShown = (part: Element) => part.getClientRects().length > 0;
    const overlap = (a: DOMRect, b: DOMRect) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    const faults: string[] = [];
    for (const picture of [...document.querySelectorAll('svg.pic')].filter(isShown)) {
      const frame = picture.getBoundingClientRect();
      const names = [...picture.querySelectorAll('text')].map((part) => ({
        words: part.textContent,
        box: part.getBoundingClientRect(),
      }));
      const shapes = [...picture.querySelectorAll('.n use')].map((part) => part.getBoundingClientRect());
      for (const [index, { words, box }] of names.entries()) {
        const shape = shapes.find((one) => overlap(one, box));
        const other = names.slice(index + 1).find((one) => overlap(one.box, box));
        // A number stands in its station, a name below its shape: nothing is on anything else.
        if (shape) faults.push(`“${words}” lies on a shape`);
        if (other) faults.push(`“${words}” touches “${other.words}”`);
        if (box.left < frame.left - 1 || box.right > frame.right + 1) faults.push(`“${words}” leaves its picture`);
        if (box.height < smallest) faults.push(`“${words}” is ${box.height} px high`);
      }
      if (frame.left < 0 || frame.right > innerWidth + 1) faults.push(`a picture is wider than the window: ${frame.right}`);
      if (!picture.getAttribute('aria-label')) faults.push('a picture says nothing to those who do not see it');
    }
    return faults;
  }, SMALLEST_TEXT);
}

suite('in every picture names are apart and large enough, and on a phone they stand below as text', () => {
  for (const theme of ['light', 'dark'] as const)
    for (const width of [1440, 1024, 390])
      test(
        `${width} px, ${theme}`,
        site.visit({ width, theme }, async ({ page }) => {
          const pages = sitePages().filter((path) => path.split('/').length < 4 && !path.includes('no-such'));
          for (const path of pages) {
            await page.goto(path);
            await page.locator('svg.pic:visible').first().waitFor();
            await page.evaluate(async () => void (await document.fonts.ready));
            assert.deepEqual({ path, faults: await pictureFaults(page) }, { path, faults: [] });
            const pictures = await page.locator('svg.pic:visible').count();
            const texts = await page.locator('p.names:visible').count();
            assert.equal(texts, width === 390 ? pictures : 0, `${path}: a line of names below each of ${pictures} pictures`);
          }
        }),
      );
});

test(
  'the home page has a picture for every track, and its channels are drawn from the sprite that the page carries',
  site.visit({}, async ({ page }) => {
    await page.goto('/');
    const rows = await page.locator('.tracks > li').count();
    assert.equal(await page.locator('.tracks svg.pic:visible').count(), rows);
    const missing = await page.evaluate(() =>
      [...document.querySelectorAll('svg.pic use')]
        .map((use) => use.getAttribute('href') ?? '')
        .filter((href) => !document.querySelector(href)),
    );
    assert.deepEqual(missing, []);
  }),
);
