import { drawn, element } from '../dom/element.ts';
import { isTransparent, readable, textOn } from '../fields/colors.ts';
import { inLine } from '../fields/formatted.ts';
import { type Json, number, record, text } from '../model/read-json.ts';
import { percentChange } from './percent-change.ts';
import type { Reduced } from './reduced-values.ts';
import type { CellPlace } from './value-cells.ts';
import { nameOf } from './value-name.ts';

/** A large number, with a line of what came before. */
export function statCell(value: Reduced, { options, isOnly, theme }: CellPlace): HTMLElement {
  const mode = text(options.textMode) ?? 'auto';
  const colorMode = text(options.colorMode) ?? 'value';
  const hasName = mode === 'value_and_name' || mode === 'name' || (mode === 'auto' && !isOnly);
  const sizes = record(options.text);
  const { color } = value.display;
  const isFilled = colorMode.startsWith('background') && !isTransparent(color);
  const background = theme === 'dark' ? '#0d1518' : '#ffffff';
  const cell = element('div', { class: 'stat' });
  const ink = isFilled ? textOn(color) : colorMode === 'none' ? 'var(--text)' : readable(color, background);
  cell.style.setProperty('--ink', ink);
  if (isFilled) cell.style.background = color;
  if (text(options.graphMode) !== 'none' && value.values.length > 1) {
    const line = sparkline(value.values);
    line.style.color = isFilled ? textOn(color) : color;
    cell.append(line);
  }
  const said = element('div', { class: text(options.justifyMode) === 'center' ? 'said center' : 'said' });
  if (hasName) said.append(nameOf(value, sizes, mode === 'name' ? 'big' : 'name'));
  if (mode !== 'name' && mode !== 'none') said.append(bigNumber(value, sizes));
  if (options.showPercentChange === true)
    said.append(...percentChange(value, { mode: text(options.percentChangeColorMode), sizes, theme, isFilled }));
  cell.append(said);
  return cell;
}

/** The number, as large as its place allows: the style sheet knows its place, and its length is said here. */
function bigNumber({ display }: Reduced, sizes: Json): HTMLElement {
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
