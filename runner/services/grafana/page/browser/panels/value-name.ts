import { element } from '../dom/element.ts';
import { type Json, number } from '../model/read-json.ts';

/** The name of a value, as large as `titleSize` of the panel's text sizes says. */
export function nameOf({ name }: { name: string }, sizes: Json, kind = 'name'): HTMLElement {
  const made = element('span', { class: kind }, name);
  const size = number(sizes.titleSize);
  if (size) made.style.fontSize = `${size}px`;
  return made;
}
