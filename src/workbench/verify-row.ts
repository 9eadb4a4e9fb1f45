import type { VerifyRow } from '#contract/messages/verify.ts';
import { button } from './button.ts';
import { checkDuration } from './duration.ts';
import { element } from './element.ts';
import { icon } from './icon.ts';

const SYMBOLS = { passed: 'ok', failed: 'bad', error: 'warn', checking: 'spin', pending: 'ring' } as const;
const SPOKEN = {
  passed: 'passed',
  failed: 'failed',
  error: 'could not be checked',
  checking: 'checking',
  pending: 'not checked yet',
} as const;

/** What a row that is not passed leads to. */
export type RowActions = {
  goToBlock: (block: string) => void;
  /** The service the check asks, while it is stopped, and what starts it. */
  stopped: { title: string; start: () => void } | undefined;
};

/** Draws one row of Verify into its list item. A row that did not change is left alone. */
export function drawRow(item: HTMLElement, row: VerifyRow, act: RowActions): void {
  const drawn = JSON.stringify([row, row.outcome === 'error' && act.stopped?.title]);
  if (item.dataset.drawn === drawn) return;
  item.dataset.drawn = drawn;
  const phase = row.outcome ?? row.phase ?? 'pending';
  if (row.outcome) item.dataset.outcome = row.outcome;
  else delete item.dataset.outcome;
  if (row.outcome) delete item.dataset.phase;
  else item.dataset.phase = row.phase ?? 'pending';
  const title = element('b', {}, row.title, element('span', { class: 'sr' }, `: ${SPOKEN[phase]}`));
  const time = element('span', { class: 't' }, row.ms === undefined ? '' : checkDuration(row.ms));
  item.replaceChildren(icon(SYMBOLS[phase], phase === 'checking' ? 'turn' : undefined), title, time, ...details(row, act));
}

function details(row: VerifyRow, { goToBlock, stopped }: RowActions): Node[] {
  if (row.outcome === 'passed') return found(row.actual);
  if (row.outcome === undefined) return found(row.actual && row.phase === 'checking' ? `so far: ${row.actual}` : undefined);
  if (row.outcome === 'error') {
    const start = stopped ? [element('div', { class: 'row' }, button(`Start ${stopped.title}`, stopped.start))] : [];
    return [...found(row.actual), ...(stopped ? [] : found(row.hint)), ...start];
  }
  const list = element('dl');
  for (const [name, value] of [
    ['Expected', row.expected],
    ['Found', row.actual],
    ['Hint', row.hint],
  ] as const) {
    if (value) list.append(element('dt', {}, name), element('dd', {}, value));
  }
  return [list, ...fix(row.fix, goToBlock)];
}

function found(text: string | undefined): Node[] {
  return text ? [element('span', { class: 'found' }, text)] : [];
}

function fix(block: string | undefined, goToBlock: (block: string) => void): Node[] {
  if (!block) return [];
  const link = element('a', { class: 'btn', href: `#block:${block}` }, 'Go to block ', element('span', { class: 'mono' }, block));
  // The address outlines the block (:target); the keyboard follows to its Run. A browser that follows a link takes the
  // focus away afterwards, so the address is set here, before.
  link.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // another tab or window
    event.preventDefault();
    location.hash = `block:${block}`;
    goToBlock(block);
  });
  return [element('div', { class: 'row' }, link)];
}
