import { button, element } from '../dom/element.ts';

/** A button that opens a box below itself. Escape, a press elsewhere and leaving it with the keyboard close it. */
export class Popup {
  readonly element: HTMLElement;
  readonly opener: HTMLButtonElement;
  readonly box: HTMLElement;

  constructor(label: string, fill: (box: HTMLElement, close: () => void) => void, { name }: { name: string }) {
    this.box = element('div', { class: 'popup', hidden: true, role: 'group', 'aria-label': name });
    this.opener = button(label, () => (this.box.hidden ? this.#open(fill) : this.close()), {
      class: 'opener',
      'aria-expanded': 'false',
    });
    this.element = element('div', { class: 'popup-place' }, this.opener, this.box);
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || this.box.hidden) return;
      event.preventDefault();
      this.close();
      this.opener.focus();
    });
    this.element.addEventListener('focusout', ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !this.element.contains(relatedTarget)) this.close();
    });
    document.addEventListener('pointerdown', ({ target }) => {
      if (target instanceof Node && !this.element.contains(target)) this.close();
    });
  }

  close(): void {
    this.box.hidden = true;
    this.opener.setAttribute('aria-expanded', 'false');
  }

  #open(fill: (box: HTMLElement, close: () => void) => void): void {
    this.box.replaceChildren();
    fill(this.box, () => this.close());
    this.box.hidden = false;
    this.opener.setAttribute('aria-expanded', 'true');
    // A box that would leave the window is drawn from the other side.
    this.box.classList.remove('from-right');
    if (this.box.getBoundingClientRect().right > innerWidth) this.box.classList.add('from-right');
    this.box.querySelector<HTMLElement>('input, select, button')?.focus();
  }
}
