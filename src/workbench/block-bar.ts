import type { StateLine } from './block-words.ts';
import { element } from './element.ts';
import { icon } from './icon.ts';

/** How the button of a block looks: Stop while it runs; filled when Run is the next thing to do on the page. */
export type BarButton = { stops: boolean; isNext: boolean; disabled: boolean };

/** The bar of a block: the button, which keeps its place, and the line beside it that says how the block is. */
export class BlockBar {
  readonly button: HTMLButtonElement;
  readonly #bar: Element;
  readonly #line: HTMLElement;
  #drawn = '';

  /** `host`: the block, with its bar as the page was built. */
  constructor(host: HTMLElement) {
    this.#bar = host.querySelector('.rb-bar') ?? host.appendChild(element('div', { class: 'rb-bar' }));
    this.button =
      this.#bar.querySelector<HTMLButtonElement>('.btn') ?? this.#bar.appendChild(element('button', { type: 'button' }));
    this.#line =
      this.#bar.querySelector<HTMLElement>('.rb-state') ?? this.#bar.appendChild(element('span', { class: 'rb-state' }));
  }

  /** What the line says. */
  get words(): string {
    return this.#line.textContent ?? '';
  }

  /** One of the tools on the right, by its name in the markup. */
  tool(name: string): HTMLElement | null {
    return this.#bar.querySelector(`[data-tool="${name}"]`);
  }

  drawButton({ stops, isNext, disabled }: BarButton): void {
    this.button.className = `btn ${stops ? 'stop' : isNext ? 'next' : 'run'}`;
    this.button.setAttribute('aria-disabled', String(disabled));
    const label = stops ? 'Stop' : 'Run';
    if (this.button.textContent?.trim() !== label) this.button.replaceChildren(icon(stops ? 'stop' : 'play'), label);
    const hint = this.#bar.querySelector<HTMLElement>('.hint');
    if (hint) hint.hidden = stops;
  }

  drawLine(line: StateLine): void {
    const kind = `${line.icon}|${line.word}|`;
    if (this.#drawn === kind + line.rest) return;
    const isSameKind = this.#drawn.startsWith(kind);
    this.#drawn = kind + line.rest;
    const rest = line.word === '' ? line.rest : ` ${line.rest}`;
    const shown = this.#line.lastElementChild?.lastChild;
    // While it runs only the number changes, so the turning icon is not started over ten times a second.
    if (isSameKind && shown instanceof Text) {
      shown.data = rest;
      return;
    }
    const word = line.word === '' ? [] : [element('b', {}, line.word)];
    const symbol = icon(line.icon, line.icon === 'spin' ? 'turn' : undefined);
    this.#line.replaceChildren(symbol, element('span', {}, ...word, document.createTextNode(rest)));
  }
}
