import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { errors, type JSHandle, type Locator, type Page } from 'playwright-core';
import { eventually } from './eventually.ts';

/** How a block can be after a run. */
type Ended = 'ok' | 'failed' | 'stopped' | 'interrupted';

/** No block and no Verify of a test takes this long; what does is stuck (ms). */
const END_MS = 240_000;

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

/** Waits until the page has its connection and, where it is a lesson's, the runner has told about the lesson. */
export async function connected(page: Page): Promise<void> {
  await page.locator('body[data-runner="connected"]').waitFor();
  await page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLElement & { status?: object }>('run-block[data-block]')].every(({ status }) => status),
  );
}

/** Presses Try again under the header, unless the page has come back by itself by now: then there is no button to wait for. */
export async function tryAgain(page: Page): Promise<void> {
  await page.locator('.banner [data-try-again]').dispatchEvent('click');
}

/** Waits until a toast has said this, after those that were waited for before; it may be gone by now. */
export async function toastSays(page: Page, words: string): Promise<void> {
  await page.waitForFunction((wanted) => {
    const { toastsSaid = [] } = window as { toastsSaid?: string[] };
    const at = toastsSaid.findIndex((said) => said.includes(wanted));
    toastsSaid.splice(0, at + 1);
    return at >= 0;
  }, words);
}

/** Waits until the clipboard has what is wanted: a text is copied a moment after the press. */
export async function copied(page: Page, isWanted: (text: string) => void): Promise<string> {
  return await eventually(async () => {
    const text = await page.evaluate(() => navigator.clipboard.readText());
    isWanted(text);
    return text;
  });
}

/** Waits until what has the keyboard is one of these. */
export async function focusIs(page: Page, selector: string): Promise<void> {
  await page.waitForFunction((wanted) => document.activeElement?.matches(wanted) === true, selector);
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
    const seen: Seen = {};
    let began = false;
    new MutationObserver(() => {
      const state = (element as HTMLElement).dataset.state ?? '';
      if (state === 'running' || state === 'waiting') began = true;
      else if (began) seen.end ??= state;
    }).observe(element, { attributes: true, attributeFilter: ['data-state'] });
    return seen;
  });
  await start();
  const state = await endOf(page, watch, block);
  assert.equal(state, end, `${id} ended as ${state}, not ${end}:\n${await block.textContent()}`);
}

/** What a watch in the page has seen. */
type Seen = { end?: string };

/** Waits for what a watch waits for. @throws with what the part shows, when it does not come. */
async function endOf(page: Page, watch: JSHandle<Seen>, part: Locator): Promise<string | undefined> {
  try {
    await page.waitForFunction(({ end }) => end !== undefined, watch, { timeout: END_MS });
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error;
    throw new Error(`This did not end within ${END_MS / 1000} s:\n${await part.textContent()}`);
  }
  return await watch.evaluate(({ end }) => end);
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
    { withinMs: 30_000 },
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
    const seen: Seen = {};
    let began = false;
    new MutationObserver(() => {
      const state = (element as HTMLElement).dataset.state ?? '';
      if (state === 'running') began = true;
      else if (began) seen.end ??= state;
    }).observe(element, { attributes: true, attributeFilter: ['data-state'] });
    return seen;
  });
  await panel.getByRole('button', { name: 'Verify', exact: true }).click();
  const state = await endOf(page, watch, panel);
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
