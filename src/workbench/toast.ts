import partsCss from '../styles/workbench-extra.css?inline';
import { adoptCss } from './adopt-css.ts';
import { element } from './element.ts';
import { icon } from './icon.ts';
import { iconButton } from './icon-button.ts';

const SHOWN_MS = 6_000;
let region: HTMLElement | undefined;

/** Shows a sentence at the foot of the page for six seconds and tells it to screen readers. It stays while pointed at. */
export function toast(sentence: string, symbol: 'ok' | 'warn'): void {
  adoptCss(partsCss);
  if (!region) {
    region = element('div', { class: 'toasts', role: 'status' });
    document.body.append(region);
  }
  const dismiss = iconButton('bad', 'Dismiss');
  const shown = element('div', { class: 'toast', 'data-kind': symbol }, icon(symbol), element('span', {}, sentence), dismiss);
  const end = () => {
    if (shown.matches(':hover, :focus-within')) setTimeout(end, SHOWN_MS);
    else shown.remove();
  };
  dismiss.addEventListener('click', () => shown.remove());
  setTimeout(end, SHOWN_MS);
  region.replaceChildren(shown);
}
