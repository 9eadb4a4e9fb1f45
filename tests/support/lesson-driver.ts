import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually.ts';

/** How a block can be after a run. */
type Ended = 'ok' | 'failed' | 'stopped' | 'interrupted';

/** The queue lesson: blocks of every kind, and checks of three. */
export const QUEUE_LESSON = '/event-enrichment/a-queue-to-receive-events/';

/** The frame of a block. */
export function blockOf(page: Page, id: string): Locator {
  return page.locator(`run-block[data-block="${id}"]`);
}

/** The block while it is in a state. */
export function blockIn(page: Page, id: string, state: string): Locator {
  return page.locator(`run-block[data-block="${id}"][data-state="${state}"]`);
}

/** Opens a lesson and waits until the runner has told about it. */
export async function openLesson(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await connected(page);
}

/** Waits until the page has its connection. */
export async function connected(page: Page): Promise<void> {
  await page.locator('body[data-runner="connected"]').waitFor();
}

/** Clicks Run and waits for the end. @throws when the block ends otherwise, with what it showed. */
export async function run(page: Page, id: string, end: Ended = 'ok'): Promise<void> {
  await ends(page, { id, end, start: () => runButton(page, id).click() });
}

/** Starts a block and waits until that run has ended as it should. */
export async function ends(
  page: Page,
  { id, end, start }: { id: string; end: Ended; start: () => Promise<unknown> },
): Promise<void> {
  const block = blockOf(page, id);
  const watch = await block.evaluateHandle((element) => {
    const { promise, resolve } = Promise.withResolvers<string>();
    let began = false;
    const before = element.querySelector('.rb-help');
    const observer = new MutationObserver(() => {
      const state = (element as HTMLElement).dataset.state ?? '';
      if (state === 'running' || state === 'waiting') began = true;
      else if (began) resolve(state);
      const help = element.querySelector('.rb-help');
      if (!began && help && help !== before) resolve('refused');
    });
    observer.observe(element, { attributes: true, attributeFilter: ['data-state'] });
    return { ended: promise };
  });
  await start();
  const state = await watch.evaluate(({ ended }) => ended);
  assert.equal(state, end, `${id} ended as ${state}, not ${end}:\n${await block.textContent()}`);
}

/** The button that is Run or Stop. */
export function runButton(page: Page, id: string): Locator {
  return blockOf(page, id).getByRole('button', { name: 'Run', exact: true });
}

/** Puts another text into the block's editor, and leaves it open. */
export async function edit(page: Page, id: string, text: string): Promise<Locator> {
  await blockOf(page, id).getByRole('button', { name: 'Edit', exact: true }).click();
  await editorOf(page, id).fill(text);
  return editorOf(page, id);
}

/** The open editor of a block; its terminal has a text field, too. */
export function editorOf(page: Page, id: string): Locator {
  return blockOf(page, id).getByRole('textbox', { name: `Edit ${id}` });
}

/** What is to be read under a block now. xterm draws spaces that do not break, and nothing while it is out of sight. */
export async function outputOf(page: Page, id: string): Promise<string> {
  await scrollTo(page, id);
  const rows = await blockOf(page, id).locator('.xterm-rows > div').allTextContents();
  return rows
    .map((row) => row.replaceAll('\u00a0', ' ').trimEnd())
    .join('\n')
    .trimEnd();
}

/** Waits until what is to be read under a block is this: a terminal draws a moment after it has the text. */
export async function showsAll(page: Page, id: string, text: string): Promise<void> {
  await eventually(async () => assert.equal(await outputOf(page, id), text));
}

/** Waits until the block shows a text. */
export async function shows(page: Page, id: string, text: string | RegExp): Promise<void> {
  const rows = blockOf(page, id).locator('.xterm-rows').filter({ hasText: text });
  // A terminal draws while it is in sight; outputs above it that come later push it away again.
  await eventually(
    async () => {
      await scrollTo(page, id);
      await rows.waitFor({ timeout: 1_000 });
    },
    { withinMs: 20_000 },
  );
}

/** Brings the block's output into sight. */
async function scrollTo(page: Page, id: string): Promise<void> {
  await blockOf(page, id).locator('.rb-out').scrollIntoViewIfNeeded();
}

/** The whole output as the page saves it. */
export async function downloadOf(page: Page, id: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    blockOf(page, id).getByRole('button', { name: 'Download output' }).click(),
  ]);
  return readFileSync(await download.path(), 'utf8');
}

/** The panel that looks at all checks of the lesson. */
export function verifyPanel(page: Page): Locator {
  return page.locator('verify-panel:not([data-part])');
}

/** Clicks Verify and waits until that Verify has ended. @throws when it ends otherwise, with the rows. */
export async function verify(page: Page, end: 'passed' | 'failed'): Promise<void> {
  const panel = verifyPanel(page);
  const watch = await panel.evaluateHandle((element) => {
    const { promise, resolve } = Promise.withResolvers<string>();
    let began = false;
    new MutationObserver(() => {
      const state = (element as HTMLElement).dataset.state ?? '';
      if (state === 'running') began = true;
      else if (began) resolve(state);
    }).observe(element, { attributes: true, attributeFilter: ['data-state'] });
    return { ended: promise };
  });
  await panel.getByRole('button', { name: 'Verify', exact: true }).click();
  const state = await watch.evaluate(({ ended }) => ended);
  assert.equal(state, end, `Verify is ${state}:\n${await panel.textContent()}`);
}

/** The rows' outcomes by check. */
export async function outcomes(page: Page): Promise<Record<string, string>> {
  const rows = await verifyPanel(page)
    .locator('[data-check]')
    .evaluateAll((items) => items.map(({ dataset }) => [dataset.check, dataset.outcome ?? dataset.phase]));
  return Object.fromEntries(rows);
}

/** Ids of the page's blocks from top to bottom; those that need not run are left out. */
export async function requiredBlocks(page: Page): Promise<{ id: string }[]> {
  return await page
    .locator('run-block:not([data-optional])')
    .evaluateAll((blocks) => blocks.map((block) => ({ id: (block as HTMLElement).dataset.block ?? '' })));
}
