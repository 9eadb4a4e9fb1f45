import partsCss from '../styles/workbench-extra.css?inline';
import { adoptCss } from './adopt-css.ts';
import { button } from './button.ts';
import { element } from './element.ts';

const ENTER = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘ Enter' : 'Ctrl Enter';
const SHORTCUTS: readonly [keys: string[], what: string][] = [
  [[ENTER], 'Run the block that has the focus'],
  [['Esc'], 'Leave the editor or terminal'],
  [['n', 'p'], 'Next and previous block'],
  [['v'], 'Verify'],
  [['w'], 'Open and close the workbench'],
  [['1', '2', '3', '4', '5'], 'Services, Pipeline, Terminal, Peek, Programs, while the focus is in the workbench'],
  [['/'], 'Search'],
  [['?'], 'This list'],
];

/** Opens the sheet of keyboard shortcuts. */
export function openShortcuts(): void {
  adoptCss(partsCss);
  const dialog = document.querySelector<HTMLDialogElement>('dialog.shortcuts') ?? makeDialog();
  if (!dialog.open) dialog.showModal();
}

function makeDialog(): HTMLDialogElement {
  const list = element('dl');
  for (const [keys, what] of SHORTCUTS)
    list.append(
      element('dt', {}, ...keys.flatMap((key, i) => (i === 0 ? [element('kbd', {}, key)] : [' ', element('kbd', {}, key)]))),
      element('dd', {}, what),
    );
  const dialog = element('dialog', { class: 'shortcuts ui', 'aria-labelledby': 'shortcuts-title' });
  dialog.append(
    element('h2', { id: 'shortcuts-title' }, 'Keyboard shortcuts'),
    list,
    element('p', {}, 'Single keys do nothing while you type in a field or a terminal.'),
    button('Close', () => dialog.close()),
  );
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  return dialog;
}
