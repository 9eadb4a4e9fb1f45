import { element } from '../dom/element.ts';
import type { Theme } from '../fields/colors.ts';
import type { PanelHost, PanelInput, PanelView } from './panel-view.ts';
import { isSideBySide, labelOf, type Reduced, reducedValues } from './reduced-values.ts';

/** What a value is drawn with. */
export type CellPlace = { options: PanelInput['panel']['options']; isOnly: boolean; theme: Theme };

/** Values side by side or below each other, each drawn by `cell`. */
export class ValueCells implements PanelView {
  readonly element = element('div', { class: 'values' });
  readonly #host: PanelHost;
  readonly #cell: (value: Reduced, place: CellPlace) => HTMLElement;

  constructor(host: PanelHost, cell: (value: Reduced, place: CellPlace) => HTMLElement) {
    this.#host = host;
    this.#cell = cell;
  }

  update(input: PanelInput): { label: string } {
    const values = reducedValues(input, this.#host);
    const place = { options: input.panel.options, isOnly: values.length === 1, theme: this.#host.theme };
    this.element.classList.toggle('beside', isSideBySide(input, this.element));
    this.element.replaceChildren(...values.map((value) => this.#cell(value, place)));
    return { label: labelOf(values) };
  }

  destroy(): void {
    this.element.replaceChildren();
  }
}
