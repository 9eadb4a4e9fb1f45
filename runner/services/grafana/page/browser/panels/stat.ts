import { drawn, element } from '../dom/element.ts';
import { readable, textOn } from '../fields/colors.ts';
import { inLine } from '../fields/formatted.ts';
import { number, record, text } from '../model/read-json.ts';
import type { PanelHost, PanelInput, PanelView } from './panel-view.ts';
import { isSideBySide, labelOf, type Reduced, reducedValues } from './reduced-values.ts';

/** Large numbers, each with a line of what came before. */
export class Stat implements PanelView {
  readonly element = element('div', { class: 'values' });
  readonly #host: PanelHost;

  constructor(host: PanelHost) {
    this.#host = host;
  }

  update(input: PanelInput): { label: string } {
    const values = reducedValues(input, this.#host);
    this.element.classList.toggle('beside', isSideBySide(input, this.element));
    this.element.replaceChildren(...values.map((value) => this.#cell(value, { input, isOnly: values.length === 1 })));
    return { label: labelOf(values) };
  }

  destroy(): void {
    this.element.replaceChildren();
  }

  #cell(value: Reduced, { input, isOnly }: { input: PanelInput; isOnly: boolean }): HTMLElement {
    const { options } = input.panel;
    const mode = text(options.textMode) ?? 'auto';
    const colorMode = text(options.colorMode) ?? 'value';
    const isFilled = colorMode.startsWith('background');
    const hasName = mode === 'value_and_name' || mode === 'name' || (mode === 'auto' && !isOnly);
    const { color } = value.display;
    const background = this.#host.theme === 'dark' ? '#0d1518' : '#ffffff';
    const cell = element('div', { class: 'stat' });
    cell.style.setProperty(
      '--ink',
      isFilled ? textOn(color) : colorMode === 'none' ? 'var(--text)' : readable(color, background),
    );
    if (isFilled) cell.style.background = color;
    if (text(options.graphMode) !== 'none' && value.values.length > 1) {
      const line = sparkline(value.values);
      line.style.color = isFilled ? textOn(color) : color;
      cell.append(line);
    }
    const said = element('div', { class: 'said' });
    if (text(options.justifyMode) === 'center') said.classList.add('center');
    if (hasName) said.append(element('span', { class: mode === 'name' ? 'big' : 'name' }, value.name));
    if (mode !== 'name' && mode !== 'none') said.append(bigNumber(value, record(options.text)));
    cell.append(said);
    return cell;
  }
}

/** The number, as large as its place allows: the style sheet knows its place, and its length is said here. */
export function bigNumber({ display }: Reduced, sizes: Record<string, unknown> = {}): HTMLElement {
  const { prefix, text: words, suffix } = display;
  const big = element('span', { class: 'big' });
  if (prefix) big.append(element('small', {}, prefix));
  big.append(words);
  if (suffix) big.append(element('small', {}, suffix));
  big.style.setProperty('--chars', String(Math.max(inLine(display).length, 3)));
  const size = number(sizes.valueSize);
  if (size) big.style.fontSize = `${size}px`;
  return big;
}

/** A line without numbers, over the whole width. */
function sparkline(values: readonly unknown[]): SVGSVGElement {
  const numbers = values.map((value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined));
  const known = numbers.filter((value): value is number => value !== undefined);
  const min = known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const height = known.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) - min || 1;
  const points = numbers.flatMap((value, index) =>
    value === undefined
      ? []
      : [`${((index / Math.max(numbers.length - 1, 1)) * 100).toFixed(2)},${(38 - ((value - min) / height) * 34).toFixed(2)}`],
  );
  const line = points.length > 1 ? `M${points.join('L')}` : '';
  const [first, last] = [points[0]?.split(',')[0], points.at(-1)?.split(',')[0]];
  return drawn(
    'svg',
    { class: 'spark', viewBox: '0 0 100 40', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    drawn('path', { class: 'area', d: line && `${line}L${last},40L${first},40Z` }),
    drawn('path', { class: 'line', d: line }),
  );
}
