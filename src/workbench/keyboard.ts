import type { LessonPage } from './lesson-page.ts';

/** What single keys do besides the lesson's own parts. */
export type KeyActions = { toggleWorkbench: () => void; openTab: (number: number) => void };

/** Wires the page's single keys. They do nothing in fields and terminals, with a modifier, or under a dialog. */
export function startKeyboard(page: LessonPage, actions: KeyActions): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector('dialog[open], [popover][role=menu]')) return;
    if (!act(event, page, actions)) return;
    event.preventDefault();
  });
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.closest('input, textarea, select, .xterm') !== null)
  );
}

function act(event: KeyboardEvent, page: LessonPage, actions: KeyActions): boolean {
  switch (event.key) {
    case 'n':
      return move(page, 1);
    case 'p':
      return move(page, -1);
    case 'v':
      page.wholePanel?.focusButton();
      if (page.wholePanel?.state !== 'running') page.wholePanel?.press();
      return page.wholePanel !== undefined;
    case 'w':
      actions.toggleWorkbench();
      return true;
    case '/':
      document.querySelector<HTMLElement>('.search')?.click();
      return true;
    case '?':
      import('./shortcuts-dialog.ts').then(({ openShortcuts }) => openShortcuts());
      return true;
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
      if (!(event.target instanceof Element) || !event.target.closest('#wb')) return false;
      actions.openTab(Number(event.key));
      return true;
    default:
      return false;
  }
}

/** Goes to the next or previous block or file, counted from the one that has the focus or else from what is in sight. */
function move(page: LessonPage, by: 1 | -1): boolean {
  const blocks = page.stops;
  const focused = blocks.findIndex((block) => block.contains(document.activeElement));
  const middle = innerHeight / 2;
  const below = blocks.findIndex((block) => block.getBoundingClientRect().top > (by === 1 ? 0 : middle));
  const from = below === -1 ? blocks.length : below;
  const to = focused >= 0 ? focused + by : by === 1 ? from : from - 1;
  const stop = blocks[Math.min(blocks.length - 1, Math.max(0, to))];
  if (stop && 'focusEdit' in stop) stop.focusEdit();
  else stop?.focusRun();
  return blocks.length > 0;
}
