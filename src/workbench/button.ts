import { element } from './element.ts';

/** An outlined button with a word on it. */
export function button(label: string, onPress: () => void, className = 'btn'): HTMLButtonElement {
  const made = element('button', { type: 'button', class: className }, label);
  made.addEventListener('click', onPress);
  return made;
}
