import { button, element } from '../dom/element.ts';
import type { Dashboard, Panel } from '../model/dashboard-json.ts';
import { layout, type Placed, type RepeatValues } from './layout.ts';
import { PanelFrame, type PanelSurroundings } from './panel-frame.ts';

/** How far below the window a panel may be to be drawn already. */
const AHEAD = '300px';

/** All panels at their places. Those that nobody can see ask for nothing. */
export class PanelGrid {
  readonly element = element('div', { class: 'grid' });
  readonly #around: PanelSurroundings;
  readonly #seen: IntersectionObserver;
  readonly #toggled = new Set<number>();
  #frames = new Map<Element, PanelFrame>();

  constructor(around: PanelSurroundings) {
    this.#around = around;
    this.#seen = new IntersectionObserver(
      (changes) => {
        for (const { isIntersecting, target } of changes) if (isIntersecting) this.#frames.get(target)?.see();
      },
      { rootMargin: AHEAD },
    );
  }

  get frames(): readonly PanelFrame[] {
    return [...this.#frames.values()];
  }

  /** Draws all panels anew, or the one with the id. */
  draw(dashboard: Dashboard, { only, values }: { only: number | undefined; values: RepeatValues }): void {
    this.clear();
    const placed = layout(dashboard.panels, only === undefined ? this.#toggled : unfolded(dashboard), values);
    const found = only === undefined ? placed : placed.filter(({ panel }) => panel.id === only);
    this.element.classList.toggle('only', only !== undefined);
    const parts = found.map((one) =>
      one.panel.type === 'row' ? this.#row(one, () => this.draw(dashboard, { only, values })) : this.#panel(one),
    );
    if (only !== undefined && found.length === 0)
      parts.push(element('p', { class: 'page-note' }, `This dashboard has no panel ${only}.`));
    if (only === undefined && dashboard.panels.length === 0)
      parts.push(element('p', { class: 'page-note' }, 'This dashboard has no panels yet.'));
    this.element.replaceChildren(...parts);
    for (const part of this.#frames.keys()) this.#seen.observe(part);
  }

  clear(): void {
    this.#seen.disconnect();
    for (const frame of this.#frames.values()) frame.destroy();
    this.#frames = new Map();
  }

  #panel({ panel, place }: Placed): HTMLElement {
    const frame = new PanelFrame(panel, this.#around);
    this.#frames.set(frame.element, frame);
    return putAt(frame.element, place);
  }

  #row({ panel, place }: Placed, again: () => void): HTMLElement {
    const words = this.#around.host(panel).fill(panel.title) || 'Row';
    const toggle = button(words, () => {
      this.#toggled[this.#toggled.has(panel.id) ? 'delete' : 'add'](panel.id);
      again();
      this.element.querySelector<HTMLElement>(`[data-row="${panel.id}"] button`)?.focus();
    });
    toggle.setAttribute('aria-expanded', String(!panel.collapsed));
    return putAt(element('div', { class: 'row-head', 'data-row': panel.id }, element('h2', {}, toggle)), place);
  }
}

/** Rows that are folded, to look for a panel in all of them. */
const unfolded = ({ panels }: Dashboard): Set<number> =>
  new Set(panels.filter((panel: Panel) => panel.type === 'row' && panel.collapsed).map(({ id }) => id));

function putAt(part: HTMLElement, { x, y, w, h }: Placed['place']): HTMLElement {
  part.style.gridColumn = `${x + 1} / span ${w}`;
  part.style.gridRow = `${y + 1} / span ${h}`;
  part.style.setProperty('--rows', String(h));
  return part;
}
