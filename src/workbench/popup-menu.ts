import partsCss from '../styles/workbench-extra.css?inline';
import { adoptCss } from './adopt-css.ts';
import { element } from './element.ts';

/** One line of a menu. `disabled` says why it cannot work now. */
export type MenuItem = { label: string; act: () => void; disabled?: boolean };

/** Opens a menu under a button. It closes on a choice, on Escape and on a click elsewhere; the focus goes back. */
export function openMenu(opener: HTMLElement, label: string, items: readonly MenuItem[]): void {
  adoptCss(partsCss);
  const menu = element('div', { class: 'menu', role: 'menu', 'aria-label': label, popover: 'auto' });
  for (const item of items) menu.append(menuLine(item, menu));
  opener.after(menu);
  opener.setAttribute('aria-expanded', 'true');
  menu.addEventListener('toggle', (event) => {
    if ((event as ToggleEvent).newState !== 'closed') return;
    opener.setAttribute('aria-expanded', 'false');
    if (menu.contains(document.activeElement) || document.activeElement === document.body) opener.focus();
    menu.remove();
  });
  menu.addEventListener('keydown', (event) => moveByKey(event, menu));
  menu.showPopover();
  place(menu, opener);
  menu.querySelector<HTMLElement>('[role=menuitem]')?.focus();
}

function menuLine({ label, act, disabled }: MenuItem, menu: HTMLElement): HTMLElement {
  const line = element(
    'button',
    { type: 'button', role: 'menuitem', tabindex: -1, 'aria-disabled': disabled ? 'true' : undefined },
    label,
  );
  line.addEventListener('click', () => {
    if (disabled) return;
    menu.hidePopover();
    act();
  });
  return line;
}

function place(menu: HTMLElement, opener: HTMLElement): void {
  const at = opener.getBoundingClientRect();
  const below = at.bottom + 4 + menu.offsetHeight <= innerHeight;
  menu.style.top = `${below ? at.bottom + 4 : Math.max(4, at.top - 4 - menu.offsetHeight)}px`;
  menu.style.left = `${Math.max(8, Math.min(innerWidth - 8, at.right) - menu.offsetWidth)}px`;
  addEventListener('scroll', () => menu.isConnected && menu.hidePopover(), { once: true, passive: true });
}

function moveByKey(event: KeyboardEvent, menu: HTMLElement): void {
  const lines = [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')];
  const at = lines.indexOf(document.activeElement as HTMLElement);
  const to: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1 + lines.length, Home: 0, End: lines.length - 1 };
  const next = to[event.key];
  if (event.key === 'Tab') menu.hidePopover();
  if (next === undefined) return;
  event.preventDefault();
  lines[next % lines.length]?.focus();
}
