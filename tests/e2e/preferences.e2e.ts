import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { axeEverywhere } from '../support/axe-violations.ts';
import { browserTests } from '../support/browser-tests.ts';
import { eventually } from '../support/eventually.ts';
import { blockIn, blockOf, connected, edit, openLesson, QUEUE_LESSON, run, shows, verify } from '../support/lesson-driver.ts';
import { contrast } from '../support/luminance.ts';
import { sitePages } from '../support/site-pages.ts';

const BLOCK = 'forget-the-virtual-host';
const site = browserTests();

/** What moves, or would: animations, transitions that a state would start, and places that scroll smoothly. */
function moving(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const names = document.getAnimations().map((one) => `animation ${(one as CSSAnimation).animationName ?? one.id}`);
    const parts = [document.documentElement, ...document.querySelectorAll('*')].flatMap((part) =>
      [null, '::before', '::after'].flatMap((pseudo) => {
        const { transitionDuration, scrollBehavior } = getComputedStyle(part, pseudo);
        const still = /^(0s(, )?)+$/.test(transitionDuration) && scrollBehavior === 'auto';
        return still ? [] : [`${part.outerHTML.slice(0, 80)} ${pseudo ?? ''} ${transitionDuration} ${scrollBehavior}`];
      }),
    );
    return [...names, ...parts];
  });
}

/** Waits until nothing moves: a transition that had begun before goes on to its end. */
async function still(page: Page, path = ''): Promise<void> {
  await eventually(async () => assert.deepEqual(await moving(page), [], path));
}

/** The page's tokens as the browser computes them, by name. */
function tokens(page: Page, names: readonly string[]): Promise<Record<string, string>> {
  return page.evaluate((wanted) => {
    const probe = document.body.appendChild(document.createElement('i'));
    const found = wanted.map((name) => {
      probe.style.color = `var(--${name})`;
      return [name, getComputedStyle(probe).color];
    });
    probe.remove();
    return Object.fromEntries(found);
  }, names);
}

test(
  'who wants less motion sees none: on no page, not while a block runs, nor when Verify has passed',
  site.visit({ expected: /404/ }, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    await (await edit(page, BLOCK, 'echo started; sleep 1000')).press('Control+Enter');
    await shows(page, BLOCK, 'started');
    assert.notDeepEqual(await moving(page), [], 'without the wish a drop travels along the block');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await still(page);
    await blockOf(page, BLOCK).getByRole('button', { name: 'Stop', exact: true }).click();
    await blockIn(page, BLOCK, 'stopped').waitFor();
    for (const id of ['create-queue', 'list-queues', 'publish', 'peek', 'peek-again']) await run(page, id);
    await verify(page, 'passed');
    await still(page);
    for (const path of sitePages()) {
      await page.goto(path);
      await connected(page);
      await still(page, path);
    }
  }),
);

test(
  'who wants more contrast gets 7:1 for every text on every ground, 3:1 for every line, and a thicker focus',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    await page.emulateMedia({ contrast: 'more' });
    const grounds = ['bg', 'sunken', 'raised', 'hover', 'accent-tint', 'ok-tint', 'warn-tint', 'bad-tint'];
    const texts = ['text', 'text-2', 'text-3', 'accent', 'accent-hover', 'ok', 'warn', 'bad', 'code-str', 'code-key'];
    const lines = ['line', 'line-strong', 'accent-line', 'bank'];
    for (const theme of ['light', 'dark']) {
      await page.evaluate((name) => {
        document.documentElement.dataset.theme = name;
      }, theme);
      const colour = await tokens(page, [...grounds, ...texts, ...lines, 'on-accent']);
      const ratio = (one: string, other: string) => contrast(colour[one] ?? '', colour[other] ?? '');
      for (const ground of grounds) {
        for (const text of texts) assert.ok(ratio(text, ground) >= 7, `${theme}: ${text} on ${ground}: ${ratio(text, ground)}`);
        for (const line of lines) assert.ok(ratio(line, ground) >= 3, `${theme}: ${line} on ${ground}: ${ratio(line, ground)}`);
      }
      assert.ok(ratio('on-accent', 'accent') >= 7, `${theme}: the filled button`);
      await page.waitForFunction(() => document.getAnimations().every((one) => !(one instanceof CSSTransition)));
      const code = page.locator('.rb-code .ec-line span').first();
      assert.equal(await code.evaluate((part) => getComputedStyle(part).color), colour.text, 'code');
    }
    await page.keyboard.press('n');
    await page.waitForFunction(() => document.activeElement?.matches('.rb-bar .btn') === true);
    await page.waitForFunction(() => getComputedStyle(document.activeElement ?? document.body).outlineWidth === '3px');
    assert.deepEqual(await axeEverywhere(page), []);
  }),
);

test(
  'where the system chooses the colours, what is chosen is still told by a line',
  site.visit({}, async ({ page }) => {
    await page.emulateMedia({ forcedColors: 'active' });
    const style = (selector: string, property: 'outlineStyle' | 'borderTopWidth') =>
      page
        .locator(selector)
        .first()
        .evaluate((part, name) => getComputedStyle(part)[name], property);
    await openLesson(page, QUEUE_LESSON);
    await eventually(async () => assert.equal(await style('.header .stack [aria-checked=true]', 'outlineStyle'), 'solid'));
    await eventually(async () => assert.equal(await style('.path [aria-current]', 'outlineStyle'), 'solid'));
    await page.goto('/');
    assert.equal(await style('.btn.next', 'borderTopWidth'), '2px');
  }),
);
