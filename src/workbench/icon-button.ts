import { element } from './element.ts';
import { icon } from './icon.ts';

/** A button that shows an icon and is called by its label. `className` adds to `icon`. */
export function iconButton(name: string, label: string, className = ''): HTMLButtonElement {
  return element('button', { type: 'button', class: `icon ${className}`.trim(), 'aria-label': label, title: label }, icon(name));
}
