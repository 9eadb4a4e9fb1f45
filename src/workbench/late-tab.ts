import { element } from './element.ts';
import type { TabContent } from './workbench.ts';

/** A tab whose inside is loaded when it is looked at for the first time, so that a page that is only read does not pay for it. */
export class LateTab<Inside extends TabContent = TabContent> {
  readonly body = element('div', { class: 'wb-late' });
  readonly foot = element('div', { class: 'wb-late-foot' });
  readonly #load: () => Promise<Inside>;
  #inside: Promise<Inside> | undefined;
  #isShown = false;

  constructor(load: () => Promise<Inside>) {
    this.#load = load;
  }

  show(): void {
    this.#isShown = true;
    this.inside().then(
      (inside) => {
        if (this.#isShown) inside.show();
      },
      () => {
        this.#inside = undefined; // another look tries again
        const words = 'This part of the page could not be loaded. The runner, which serves it, may not be there.';
        this.body.replaceChildren(element('p', { class: 'wb-empty' }, words));
      },
    );
  }

  hide(): void {
    this.#isShown = false;
    this.#inside?.then((inside) => inside.hide()).catch(() => undefined); // there is nothing to hide
  }

  /** What is in it, as soon as it is there. */
  inside(): Promise<Inside> {
    this.#inside ??= this.#load().then((inside) => {
      this.body.replaceChildren(inside.body);
      this.foot.replaceChildren(...(inside.foot ? [inside.foot] : []));
      return inside;
    });
    return this.#inside;
  }
}
