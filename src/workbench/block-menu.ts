import { announce } from './announce.ts';
import { copyText } from './copy-text.ts';
import type { OutputView } from './output-view.ts';
import { ownTerminalText } from './own-terminal-text.ts';
import { type MenuItem, openMenu } from './popup-menu.ts';
import type { RunBlock } from './run-block.ts';
import type { RunnerState } from './runner-state.ts';

/** Where a page is a phone's; the same line as in the styles. */
const PHONE = '(max-width: 50em)';

export type MenuParts = { state: RunnerState; output: OutputView | undefined; runAbove: () => Promise<void> };

/** Opens More: what has no button of its own, and on a phone everything else too. */
export function openBlockMenu(block: RunBlock, opener: HTMLElement, parts: MenuParts): void {
  const isShell = block.dataset.language === 'sh';
  const items = [
    ...(isShell ? [{ label: 'Copy for my terminal', act: () => copyForTerminal(block, opener, parts.state) }] : []),
    { label: 'Run all above', act: () => parts.runAbove() },
  ];
  openMenu(
    opener,
    `More for ${block.block}`,
    matchMedia(PHONE).matches ? [...phoneItems(block, opener, parts), ...items] : items,
  );
}

async function copyForTerminal(block: RunBlock, opener: HTMLElement, state: RunnerState): Promise<void> {
  const { runsIn } = block;
  await copyText(ownTerminalText(block.text, state.stack?.services ?? [], runsIn), opener);
  opener.focus();
  announce(runsIn ? 'Copied. The line runs in the service’s container.' : 'Copied. The addresses are those of this machine.');
}

function phoneItems(block: RunBlock, opener: HTMLElement, { output }: MenuParts): MenuItem[] {
  const items: MenuItem[] = [
    { label: 'Edit', act: () => block.edit() },
    { label: 'Copy', act: () => copyText(block.text, opener) },
  ];
  if (block.edited) items.push({ label: 'Put back', act: () => block.putBack() });
  if (output) {
    items.push(
      { label: 'Search output', act: () => output.search() },
      { label: 'Download output', act: () => output.download() },
      { label: 'Clear output', act: () => output.clear(), disabled: block.state === 'running' },
    );
  }
  return items;
}
