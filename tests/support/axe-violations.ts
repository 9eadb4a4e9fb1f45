import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/**
 * What axe finds on the page as it is now, one line for each element. Colours are looked at when they have settled.
 * Without `rules` all of axe's; `within` is the part to look at.
 */
export async function axeViolations(
  page: Page,
  { rules = [], within = 'html' }: { rules?: string[]; within?: string } = {},
): Promise<string[]> {
  // Brought to their ends, not waited for: a page that draws no frames, as one behind another may, never gets there.
  await page.evaluate(() => {
    for (const one of document.getAnimations()) if (one instanceof CSSTransition) one.finish();
  });
  // Which code scrolls is found out a moment after a width has changed.
  await page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLElement>('.expressive-code pre')].every(
      (code) => code.scrollWidth <= code.clientWidth || code.tabIndex === 0,
    ),
  );
  // Legacy mode: there are no frames to look into, and no second page to open for each look.
  // What passes is of no interest, and describing all of it takes longer than finding what does not.
  const axe = new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] })
    .include(within);
  const { violations } = await (rules.length > 0 ? axe.withRules(rules) : axe).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
  );
}

/**
 * Looks at the page wide and narrow, light and dark. The theme changes colours and nothing else.
 * @returns what axe finds, with where; the window has its old size again
 */
export async function axeEverywhere(page: Page, within = 'html'): Promise<string[]> {
  const before = page.viewportSize();
  const found: string[] = [];
  for (const width of [1440, 390])
    for (const theme of ['light', 'dark']) {
      await page.setViewportSize({ width, height: 900 });
      await page.evaluate((name) => {
        document.documentElement.dataset.theme = name;
      }, theme);
      found.push(
        ...(await axeViolations(page, { within, rules: theme === 'dark' ? ['color-contrast'] : [] })).map(
          (one) => `${width} px, ${theme}: ${one}`,
        ),
      );
    }
  if (before) await page.setViewportSize(before);
  return found;
}
