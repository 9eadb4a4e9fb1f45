import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { axeViolations } from '../support/axe-violations.ts';
import { launchBrowser, openPage } from '../support/open-page.ts';
import { RAW, SETTINGS, type Setting, TABLE } from './dashboards/settings.ts';
import { type Plant, startPlant } from './dashboards/start-plant.ts';

let plant: Plant;
let browser: Browser;

before(async () => {
  const starting = [startPlant().then((started) => (plant = started)), launchBrowser().then((started) => (browser = started))];
  await Promise.allSettled(starting);
  await Promise.all(starting);
});
after(async () => {
  await browser?.close();
  await plant?.stop();
});

/** Times that stand still, so that a panel is drawn the same way each time. */
const TO = Math.floor(Date.now() / 60_000) * 60_000;
const FROM = TO - 900_000;

/** Three series with a value every 15 s; `b` has a gap, `c` ends at zero. */
const samples = (): string[] =>
  ['a', 'b', 'c'].flatMap((machine, index) =>
    Array.from({ length: 61 }, (_, step) => ({ step, at: FROM + step * 15_000 }))
      .filter(({ step }) => machine !== 'b' || step < 20 || step > 30)
      .map(({ step, at }) => {
        const value = machine === 'c' && step === 60 ? 0 : 20 + index * 25 + 15 * Math.sin(step / 6 + index);
        return `probe,machine=${machine} value=${value.toFixed(2)} ${at}`;
      }),
  );

type Json = Record<string, unknown>;

/** Sets values by their paths: `options.legend.calcs`, `targets.0.hide`. */
function withValues(panel: Json, values: Json): Json {
  const made = structuredClone(panel);
  for (const [path, value] of Object.entries(values)) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    let within = made;
    for (const name of names) {
      within[name] ??= {};
      within = within[name] as Json;
    }
    within[last] = value;
  }
  return made;
}

function plainPanel(type: Setting['type']): Json {
  const target = { refId: 'A', alias: '$tag_machine', rawQuery: true, query: RAW, resultFormat: 'time_series' };
  const table = { ...target, alias: undefined, query: TABLE, resultFormat: 'table' };
  const options = type === 'text' ? { mode: 'markdown', content: 'Some **words**' } : {};
  return {
    ...{ type, title: 'Panel', datasource: { type: 'influxdb', uid: 'plant' }, options },
    fieldConfig: { defaults: { custom: {} }, overrides: [] },
    targets: type === 'text' ? [] : [type === 'table' ? table : target],
  };
}

/** Each setting's panel with the place of the one without it: panels that are the same are drawn once. */
function panelsOf(settings: readonly Setting[]) {
  const panels: Json[] = [];
  const places = new Map<string, number>();
  const put = (panel: Json): number => {
    const key = JSON.stringify(panel);
    const place = places.get(key) ?? panels.push(panel);
    places.set(key, place);
    return place;
  };
  const pairs = settings.map((setting) => {
    const without = withValues(plainPanel(setting.type), setting.with ?? {});
    return { setting, without: put(without), id: put(withValues(without, setting.set)) };
  });
  const placed = panels.map((panel, index) => ({
    ...panel,
    id: index + 1,
    gridPos: { x: (index % 3) * 8, y: Math.floor(index / 3) * 6, w: 8, h: 6 },
  }));
  return { panels: placed, pairs };
}

type Drawn = { notes: string; picture: string };

/** What panels show: their elements, the pictures in them, and, apart from these, what they say of themselves. */
async function drawnPanels(page: Page, ids: readonly number[]): Promise<Map<number, Drawn>> {
  const drawn = await page.evaluate((all) => {
    const look = (section: Element | null): Drawn => {
      const copy = section?.cloneNode(true) as HTMLElement;
      copy.querySelector('.notes')?.remove();
      const pictures = [...(section?.querySelectorAll('canvas') ?? [])].map((canvas) => canvas.toDataURL());
      const height = section?.querySelector('table')?.getBoundingClientRect().height;
      const notes = section?.querySelector('.notes')?.textContent ?? '';
      return { notes, picture: [copy.className, copy.innerHTML, height, ...pictures].join('\n') };
    };
    return all.map((id): [number, Drawn] => [id, look(document.querySelector(`[data-panel="${id}"]`))]);
  }, ids);
  return new Map(drawn);
}

/** The same, with the newest value of each chart pointed at. */
async function pointedPanels(page: Page, ids: readonly number[]): Promise<Map<number, Drawn>> {
  const found = new Map<number, Drawn>();
  for (const id of new Set(ids)) {
    await page.locator(`[data-panel="${id}"] .chart`).focus();
    await page.keyboard.press('End');
    for (const [key, drawn] of await drawnPanels(page, [id])) found.set(key, drawn);
  }
  return found;
}

function mistakeOf({ said, same }: Setting, without: Drawn | undefined, drawn: Drawn | undefined): string | undefined {
  const notes = drawn?.notes ?? '';
  if (said) return notes.includes(said) ? undefined : `is not said, but: ${notes}`;
  if (notes !== '') return `is drawn, yet it says: ${notes}`;
  const isSame = drawn?.picture === without?.picture;
  return isSame === (same === true) ? undefined : isSame ? 'changes nothing' : 'changes something';
}

test('each setting of a panel is drawn, or said on the panel, or of no account', async () => {
  await plant.write(samples());
  const { panels, pairs } = panelsOf(SETTINGS);
  const time = { from: new Date(FROM).toISOString(), to: new Date(TO).toISOString() };
  await plant.save({ uid: 'settings', title: 'Settings', schemaVersion: 41, timezone: 'utc', refresh: '', time, panels });
  // Twenty-four columns of 45 px, so that no panel is a pixel wider than another.
  const { page, context, mistakes } = await openPage(browser, { url: plant.url, width: 1296 });
  // Panels are drawn once they come near the window: here all of them are near.
  await context.addInitScript(() => {
    const Observer = IntersectionObserver;
    window.IntersectionObserver = class extends Observer {
      constructor(seen: IntersectionObserverCallback) {
        super(seen, { rootMargin: '100000px' });
      }
    };
  });
  try {
    await page.goto('/d/settings');
    await page.waitForFunction(
      (count) => document.querySelectorAll('.panel[data-asked]:not([aria-busy])').length === count,
      panels.length,
      // Nearly two hundred panels ask at once: a busy machine takes its time.
      { polling: 200, timeout: 120_000 },
    );
    const still = pairs.filter(({ setting }) => !setting.hover).flatMap(({ id, without }) => [id, without]);
    const hovered = pairs.filter(({ setting }) => setting.hover).flatMap(({ id, without }) => [id, without]);
    const [drawn, pointed] = [await drawnPanels(page, still), await pointedPanels(page, hovered)];
    const wrong = pairs.flatMap(({ setting, without, id }) => {
      const of = setting.hover ? pointed : drawn;
      const said = mistakeOf(setting, of.get(without), of.get(id));
      return said ? [`${setting.type} ${JSON.stringify(setting.set)}: ${said}`] : [];
    });
    assert.deepEqual(wrong, []);
    assert.deepEqual(mistakes, []);
  } finally {
    await context.close();
  }
});

test('what a dashboard as a whole uses and this page lacks is said in one line above its panels', async () => {
  const variable = (name: string, type: string) => ({ name, type });
  const links = [{ title: 'Panel manual', url: 'https://example.org/' }];
  const place = { gridPos: { x: 0, y: 0, w: 12, h: 4 }, options: { content: 'Words' } };
  const panels = [{ type: 'text', id: 1, title: 'Words', description: 'About', timeFrom: '1h', links, ...place }];
  const annotations = {
    list: [
      { builtIn: 1, enable: true, name: 'Annotations & Alerts' },
      { enable: true, name: 'Deploys' },
      { enable: false, name: 'Off' },
    ],
  };
  await plant.save({
    ...{ uid: 'lacks', title: 'Lacks', schemaVersion: 41, panels, annotations, weekStart: 'sunday', fiscalYearStartMonth: 3 },
    timepicker: { nowDelay: '1m', hidden: true },
    templating: { list: [variable('filters', 'adhoc'), variable('by', 'groupby')] },
    links: [
      { type: 'link', title: 'Manual', url: 'https://example.org/a', keepTime: true, targetBlank: true, tooltip: 'Read it' },
      { type: 'dashboards', title: 'Others', tags: ['linked'] },
      { type: 'link', title: 'Bad', url: 'javascript:alert(1)' },
    ],
  });
  await plant.save({ uid: 'linked', title: 'Linked', schemaVersion: 41, panels: [], tags: ['linked'] });
  const { page, context, mistakes } = await openPage(browser, { url: plant.url });
  try {
    await page.goto('/d/lacks?from=now-5m&to=now');
    await page
      .getByText(
        'Left out here: the annotations “Deploys”, fiscal years that do not begin in January, weeks that begin on sunday, the delay of “now” by 1m, the variable filters (adhoc), the variable by (groupby).',
      )
      .waitFor();
    const bar = page.getByRole('navigation', { name: 'Links of this dashboard' });
    await bar.getByRole('link', { name: 'Linked' }).waitFor();
    const hrefs = await bar.getByRole('link').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    assert.deepEqual(hrefs, ['https://example.org/a?from=now-5m&to=now', '/d/linked']);
    assert.equal(await page.getByRole('button', { name: /^Time range/ }).count(), 0);
    assert.deepEqual(await axeViolations(page), []);
    assert.deepEqual(mistakes, []);
  } finally {
    await context.close();
  }
});
