import { element } from './element.ts';
import { icon } from './icon.ts';
import { iconButton } from './icon-button.ts';

export type FindBarOptions = {
  /** What screen readers call the place to type. */
  label: string;
  /** Marks all places of a text and goes to the next one, or with `back` the one before; tells how many there are. */
  find: (text: string, back: boolean, found: (at: number, total: number) => void) => void;
  /** Takes the marks away. */
  end: () => void;
  /** Gets the keyboard when the line is closed. */
  opener: HTMLElement;
};

/** Opens the line to search in at the top of an output, or puts the keyboard into it where it is open. */
export function openFindBar(output: HTMLElement, options: FindBarOptions): void {
  const open = output.querySelector<HTMLInputElement>('.rb-find input');
  if (open) {
    open.focus();
    return;
  }
  const { bar, input } = findBar(options);
  output.prepend(bar);
  input.focus();
}

function findBar({ label, find, end, opener }: FindBarOptions): { bar: HTMLElement; input: HTMLInputElement } {
  const input = element('input', { type: 'text', 'aria-label': label, spellcheck: 'false' });
  const count = element('span', { class: 'num', role: 'status' });
  const up = iconButton('up', 'Previous match');
  const down = iconButton('chev', 'Next match');
  const close = iconButton('bad', 'Close search');
  const bar = element('div', { class: 'rb-find', role: 'search' }, icon('find'), input, count, up, down, close);
  const look = (back: boolean) =>
    find(input.value, back, (at, total) => {
      count.textContent = total === 0 ? 'not found' : at > 0 ? `${at} of ${total}` : `${total} found`;
    });
  const finish = () => {
    bar.remove();
    end();
    opener.focus();
  };
  input.addEventListener('input', () => look(false));
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') look(event.shiftKey);
    if (event.key === 'Escape') finish();
  });
  up.addEventListener('click', () => look(true));
  down.addEventListener('click', () => look(false));
  close.addEventListener('click', finish);
  return { bar, input };
}
