import { element } from '../dom/element.ts';
import { colorOf, continuousColor, faded, readable, type Theme } from '../fields/colors.ts';
import { boundsOf } from '../fields/display-value.ts';
import { inLine } from '../fields/formatted.ts';
import { stepOf, thresholdSteps } from '../fields/thresholds.ts';
import { number, record, text } from '../model/read-json.ts';
import type { PanelHost, PanelInput, PanelView } from './panel-view.ts';
import { labelOf, type Reduced, reducedValues } from './reduced-values.ts';
import { nameOf } from './value-name.ts';

type Bounds = { min: number; max: number };

/** Lamps of a bar in LCD mode. */
const LAMPS = 30;

/** Values as bars, lying or standing. */
export class BarGauge implements PanelView {
  readonly element = element('div', { class: 'bars' });
  readonly #host: PanelHost;

  constructor(host: PanelHost) {
    this.#host = host;
  }

  update(input: PanelInput): { label: string } {
    const values = reducedValues(input, this.#host);
    const { orientation } = input.panel.options;
    const isStanding =
      orientation === 'vertical' || (orientation !== 'horizontal' && this.element.clientWidth > this.element.clientHeight * 1.5);
    this.element.classList.toggle('standing', isStanding);
    this.element.replaceChildren(...values.map((value) => this.#bar(value, input, isStanding)));
    return { label: labelOf(values) };
  }

  destroy(): void {
    this.element.replaceChildren();
  }

  #bar(value: Reduced, { panel: { options }, frames }: PanelInput, isStanding: boolean): HTMLElement {
    const { theme } = this.#host;
    const bounds = barBounds(value, boundsOf(value.field, frames));
    const { numeric, color } = value.display;
    const part = numeric === undefined ? 0 : Math.min(Math.max((numeric - bounds.min) / (bounds.max - bounds.min || 1), 0), 1);
    const mode = text(options.displayMode) ?? 'gradient';
    const track = element('div', {
      class: options.showUnfilled === false ? 'bar-track bare' : 'bar-track',
      'aria-hidden': 'true',
    });
    const at = (place: number) => colorAt(value, { place, bounds, theme });
    if (mode === 'lcd') track.append(...lamps(part, at, options.showUnfilled !== false));
    else {
      const fill = element('i', { class: 'bar-fill' });
      fill.style.setProperty(isStanding ? 'height' : 'width', `${(part * 100).toFixed(2)}%`);
      fill.style.background =
        mode === 'basic' ? faded(color, 0.75) : `linear-gradient(${isStanding ? 'to top' : 'to right'}, ${stops(part, at)})`;
      fill.style.setProperty('--edge', mode === 'basic' ? color : at(part));
      track.append(fill);
    }
    const words = element('b', { class: 'num' }, inLine(value.display));
    if (options.valueMode !== 'text') words.style.color = readable(at(part), theme === 'dark' ? '#0d1518' : '#ffffff');
    words.hidden = options.valueMode === 'hidden';
    const sizes = record(options.text);
    const size = number(sizes.valueSize);
    if (size) words.style.fontSize = `${size}px`;
    const name = nameOf(value, sizes);
    const place = text(options.namePlacement) ?? 'auto';
    name.hidden = place === 'hidden';
    return element('div', { class: place === 'top' && !isStanding ? 'bar named-above' : 'bar' }, name, track, words);
  }
}

/** A bar begins at zero unless something is less, or the field says; else the least value would have none. */
const barBounds = ({ field: { config } }: Reduced, { min, max }: Bounds): Bounds => ({
  min: number(config.min) ?? Math.min(min, 0),
  max,
});

/** The colour that a value at this place of the bar would have. */
function colorAt(
  { field: { config }, display }: Reduced,
  { place, bounds, theme }: { place: number; bounds: Bounds; theme: Theme },
): string {
  const mode = config.color?.mode ?? 'thresholds';
  const continuous = continuousColor(mode, place, theme);
  if (continuous) return continuous;
  if (mode !== 'thresholds') return display.color;
  return colorOf(stepOf(bounds.min + place * (bounds.max - bounds.min), thresholdSteps(config, bounds))?.color, theme);
}

const stops = (part: number, at: (place: number) => string): string =>
  [0, 0.25, 0.5, 0.75, 1].map((place) => `${at(place * part)} ${place * 100}%`).join(', ');

function lamps(part: number, at: (place: number) => string, hasOthers: boolean): HTMLElement[] {
  return Array.from({ length: LAMPS }, (_, index) => {
    const place = (index + 0.5) / LAMPS;
    const lamp = element('i', { class: 'lamp' });
    if (place <= part) lamp.style.background = at(place);
    else if (hasOthers) lamp.style.background = faded(at(place), 0.15);
    return lamp;
  });
}
