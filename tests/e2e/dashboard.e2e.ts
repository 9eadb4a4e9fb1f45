import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { axeViolations } from '../support/axe-violations.ts';
import { launchBrowser, openPage, type PageOptions } from '../support/open-page.ts';
import { type Plant, readDashboard, startPlant } from './dashboards/start-plant.ts';

let plant: Plant;
let browser: Browser;

before(async () => {
  const starting = [startPlant().then((started) => (plant = started)), launchBrowser().then((started) => (browser = started))];
  await Promise.allSettled(starting);
  await Promise.all(starting);
  await plant.save('machines');
  await plant.importExported('older');
});
after(async () => {
  await browser?.close();
  await plant?.stop();
});

type Visit = Omit<PageOptions, 'url' | 'cookie'> & { expected?: RegExp };

/** A page of its own; a mistake on it fails the test, unless the test is about it. */
const visit = (body: (page: Page) => Promise<void>, { expected, ...options }: Visit = {}) => {
  return async () => {
    const { page, context, mistakes } = await openPage(browser, { url: plant.url, ...options });
    try {
      await body(page);
    } finally {
      await context.close();
    }
    assert.deepEqual(expected ? mistakes.filter((mistake) => !expected.test(mistake)) : mistakes, []);
  };
};

/** The text panel of the fixture has a handler in it: the browser says that it was left out. */
const HANDLER = /inline event handler|script-src-attr/;
const panel = (page: Page, title: string) =>
  page.locator('section.panel').filter({ has: page.getByRole('heading', { name: title }) });
const chart = (page: Page, title: string) => panel(page, title).locator('.chart');

test(
  'a dashboard of Grafana 12 is drawn, and what is missing is said on its panel',
  visit(
    async (page) => {
      await page.goto('/d/machines/machines');
      const lines = chart(page, 'Temperature and speed of All');
      await lines.locator('canvas').waitFor();
      assert.match(
        (await lines.getAttribute('aria-label')) ?? '',
        /^Temperature and speed of All: 4 lines up to .*Newest: drill [\d.]+ °C, mill [\d.]+ °C, press [\d.]+ °C, speed \d+ rpm\.$/,
      );
      await panel(page, 'Newest temperature').locator('.stat').nth(2).waitFor();
      assert.match((await panel(page, 'Newest temperature').textContent()) ?? '', /drill[\d.]+ °Cmill[\d.]+ °Cpress[\d.]+ °C/);
      await panel(page, 'Load')
        .locator('svg text', { hasText: /^\d\d\.\d+%$/ })
        .waitFor();
      await panel(page, 'Samples').locator('.bar').nth(2).waitFor();
      const hottest = panel(page, 'Hottest').locator('tbody tr');
      await hottest.nth(2).waitFor();
      assert.match((await hottest.allTextContents()).join(' '), /^press85\.\d °C mill7\d\.\d °C drill6\d\.\d °C$/);
      await page.getByRole('heading', { name: 'About All' }).waitFor();
      assert.equal(await page.evaluate(() => 'wasRun' in window), false);
      await page.getByRole('button', { name: 'More', expanded: false }).click();
      await panel(page, 'Spread').getByText('A panel of type “heatmap” is not drawn here.').waitFor();
      await panel(page, 'Up').getByText('There is no data source “gone”; there is Plant.').waitFor();
      await chart(page, 'Power').locator('canvas').waitFor();
      assert.deepEqual(await axeViolations(page), []);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.locator('html[data-theme=dark]').waitFor();
      await panel(page, 'Hottest').locator('tbody tr').nth(2).waitFor();
      assert.deepEqual(await axeViolations(page, { rules: ['color-contrast'] }), []);
    },
    { expected: HANDLER },
  ),
);

test(
  'an older dashboard is readable: Graph and Singlestat are drawn, and what they lose is said',
  visit(async (page) => {
    await page.goto('/d/older');
    await chart(page, 'Temperature').locator('canvas').waitFor();
    assert.match(
      (await panel(page, 'Temperature').locator('.legend').textContent()) ?? '',
      /^NameLast \*Meanspeed\d+ rpm\d+ rpmpress[\d.]+ °C/,
    );
    await panel(page, 'Mean temperature')
      .getByText(/^\d+\.?\d* °C$/)
      .waitFor();
    await panel(page, 'Mean temperature').getByText('Left out here: the postfix “ now”.').waitFor();
    await panel(page, 'Load')
      .locator('svg text', { hasText: /^\d\d\.\d+%$/ })
      .waitFor();
    const rows = panel(page, 'Machines').locator('tr');
    await rows.nth(3).waitFor();
    assert.match((await rows.allTextContents()).join(' '), /^MachineMeanMax drill5\d\.\d °C6\d\.\d °C mill/);
    await panel(page, 'Zap').getByText('A panel of type “jdbranham-diagram-panel” is not drawn here.').waitFor();
    assert.deepEqual(await axeViolations(page), []);
  }),
);

test(
  'a new point is drawn within seconds, in the chart that is there',
  visit(
    async (page) => {
      await page.goto('/d/machines?var-machine=lathe&var-machine=drill');
      const lines = chart(page, 'Temperature and speed of drill');
      const canvas = lines.locator('canvas');
      await canvas.evaluate((drawn) => drawn.setAttribute('data-first', ''));
      const before = await lines.getAttribute('aria-label');
      await plant.write([`machine,machine=drill temperature=321 ${Date.now()}`]);
      await page.locator('[data-panel="2"] .stat', { hasText: '321.0 °C' }).waitFor();
      await page.waitForFunction(([was]) => document.querySelector('[data-panel="1"] .chart')?.ariaLabel !== was, [before]);
      assert.equal(await canvas.getAttribute('data-first'), '');
    },
    { expected: HANDLER },
  ),
);

test(
  'dragging over a chart shows these times in every panel, and the address keeps them',
  visit(
    async (page) => {
      await page.goto('/d/machines');
      const over = chart(page, 'Temperature and speed of All').locator('.u-over');
      const { x, y, width, height } = (await over.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
      const asked = page.waitForRequest(
        (request) =>
          request.url().endsWith('/api/ds/query') &&
          (request.postData() ?? '').includes('"refId":"B"') &&
          page.url().includes('from='),
      );
      await page.mouse.move(x + width / 4, y + height / 2);
      await page.mouse.down();
      await page.mouse.move(x + width / 2, y + height / 2, { steps: 4 });
      await page.mouse.up();
      await page.waitForURL(/from=\d{13}&to=\d{13}/);
      const { from, to } = (await asked).postDataJSON() as { from: string; to: string };
      const span = (Number(to) - Number(from)) / 60_000;
      assert.equal(span > 3.5 && span < 4, true, `a quarter of fifteen minutes, not ${span}`);
      await page.getByRole('button', { name: /^Time range: 20\d\d-/ }).click();
      await page.getByRole('button', { name: 'Last 5 minutes' }).click();
      await page.waitForURL(/from=now-5m&to=now/);
      await page.getByRole('button', { name: 'Time range: Last 5 minutes' }).waitFor();
    },
    { expected: HANDLER },
  ),
);

test(
  'a variable that may have several values narrows the queries, and the address keeps it',
  visit(
    async (page) => {
      await page.goto('/d/machines');
      await page.getByRole('button', { name: 'Machine: All' }).click();
      await page.getByRole('checkbox', { name: 'mill' }).check();
      await page.locator('.chart[aria-label*="2 lines"][aria-label*="Newest: mill"]').waitFor();
      await page.waitForURL(/var-machine=mill/);
      await page.keyboard.press('Escape');
      await page.getByRole('heading', { name: 'About mill' }).waitFor();
    },
    { expected: HANDLER },
  ),
);

test(
  'the keyboard reaches a chart, walks along its values and hears them; a press on a name leaves one line',
  visit(
    async (page) => {
      await page.goto('/d/machines');
      const lines = chart(page, 'Temperature and speed of All');
      await lines.locator('canvas').waitFor();
      await lines.focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowRight');
      await lines.locator('.tooltip', { hasText: 'press' }).waitFor();
      const heard = panel(page, 'Temperature and speed of All').locator('[aria-live]');
      await heard
        .filter({ hasText: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\. speed \d+ rpm, press [\d.]+ °C, mill [\d.]+ °C, drill/ })
        .waitFor();
      await page.keyboard.press('Escape');
      await lines.locator('.tooltip').waitFor({ state: 'hidden' });
      await page.getByRole('button', { name: 'mill', pressed: true }).first().click();
      await panel(page, 'Temperature and speed of All').getByRole('button', { name: 'drill', pressed: false }).waitFor();
    },
    { expected: HANDLER },
  ),
);

test(
  'a dashboard that is not there yet appears by itself, and follows each version that is saved',
  visit(async (page) => {
    await page.goto('/d/later?kiosk');
    await page.getByText('There is no dashboard “later” yet. It appears here once it is saved.').waitFor();
    const first = { uid: 'later', title: 'Later', panels: [], schemaVersion: 41 };
    await plant.save(first);
    await page.getByText('This dashboard has no panels yet.').waitFor();
    const text = {
      type: 'text',
      id: 1,
      gridPos: { x: 0, y: 0, w: 12, h: 4 },
      options: { mode: 'markdown', content: 'Now with **words**.' },
    };
    await plant.save({ ...first, panels: [text] });
    await page.getByText('Now with words.').waitFor();
  }),
);

test(
  'the list finds dashboards by title; the JSON of one is changed and saved with name and password',
  visit(
    async (page) => {
      await page.goto('/');
      await page.getByRole('link', { name: 'Machines', exact: true }).waitFor();
      await page.getByRole('searchbox').fill('older');
      await page.getByRole('status').getByText('1 dashboard', { exact: true }).waitFor();
      assert.deepEqual(await axeViolations(page), []);
      await page.getByRole('link', { name: 'Machines, older' }).click();
      await page.getByRole('button', { name: 'JSON' }).click();
      const dialog = page.getByRole('dialog', { name: 'JSON model' });
      const editor = dialog.getByRole('textbox', { name: 'JSON of the dashboard' });
      await editor.fill((await editor.inputValue()).replace('"Mean temperature"', '"Middle"'));
      await dialog.getByLabel('Password').fill('wrong');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.getByText('Invalid username or password').waitFor();
      await dialog.getByLabel('Password').fill('admin');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await panel(page, 'Middle').waitFor();
    },
    { expected: /401/ },
  ),
);

test(
  'one panel alone, without a head, in the look that the address says',
  visit(async (page) => {
    await page.goto('/d-solo/machines?panelId=3&theme=dark');
    await panel(page, 'Load').locator('svg text').waitFor();
    assert.equal(await page.locator('section.panel').count(), 1);
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
    assert.equal(await page.getByRole('button', { name: 'Refresh' }).count(), 0);
  }),
);

test(
  'on a phone panels stand below each other, and nothing scrolls sideways',
  visit(
    async (page) => {
      await page.goto('/d/machines');
      await chart(page, 'Temperature and speed of All').locator('canvas').waitFor();
      const widths = await page
        .locator('section.panel')
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width));
      assert.deepEqual(
        widths.filter((width) => width < 360),
        [],
      );
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    },
    { width: 390, expected: HANDLER },
  ),
);

test('the page may be in a frame on the loopback only, and runs its own script only', async () => {
  const answer = await fetch(`${plant.url}/d/machines`);
  const policy = answer.headers.get('content-security-policy') ?? '';
  assert.match(policy, /frame-ancestors 'self' http:\/\/localhost:\* http:\/\/127\.0\.0\.1:\*$/);
  assert.match(policy, /script-src 'self';/);
  const script = await fetch(`${plant.url}/public/page/main.js`);
  const again = await fetch(`${plant.url}/public/page/main.js`, {
    headers: { 'if-none-match': script.headers.get('etag') ?? '' },
  });
  assert.deepEqual([script.status, again.status], [200, 304]);
  assert.equal((await fetch(`${plant.url}/public/page/other.js`)).status, 404);
  assert.equal(readDashboard('machines').schemaVersion, 41);
});
