import { drawn, element } from '../dom/element.ts';
import { colorOf, readable, type Theme } from '../fields/colors.ts';
import { inLine } from '../fields/formatted.ts';
import { thresholdSteps } from '../fields/thresholds.ts';
import { unitFormat } from '../fields/units.ts';
import { number, record } from '../model/read-json.ts';
import type { Reduced } from './reduced-values.ts';
import type { CellPlace } from './value-cells.ts';
import { nameOf } from './value-name.ts';

/** The arc: from lower left over the top to lower right, in degrees from the top. */
const REACH = 120;
const [WIDTH, HEIGHT, X, Y] = [200, 140, 100, 92];

/** A value on an arc, from the least to the greatest its field can have. */
export function gaugeCell(value: Reduced, { options, isOnly, theme }: CellPlace): HTMLElement {
  const bounds = gaugeBounds(value);
  const { numeric, color } = value.display;
  const at = (one: number) => Math.min(Math.max((one - bounds.min) / (bounds.max - bounds.min), 0), 1);
  const part = numeric === undefined ? 0 : at(numeric);
  const neutral = at(number(record(value.field.config.custom).neutral) ?? bounds.min);
  const [from, to] = [Math.min(part, neutral), Math.max(part, neutral)];
  const svg = drawn('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, 'aria-hidden': 'true', preserveAspectRatio: 'xMidYMax meet' });
  svg.append(arc({ from: 0, to: 1, radius: 74, width: 20 }, 'var(--track)'));
  if (numeric !== undefined && to > from) svg.append(arc({ from, to, radius: 74, width: 20 }, color));
  if (options.showThresholdMarkers !== false) svg.append(...markers(value, bounds, theme));
  if (options.showThresholdLabels === true) svg.append(...labels(value, bounds));
  const words = inLine(value.display);
  const sizes = record(options.text);
  const size = number(sizes.valueSize) ?? Math.min(34, 190 / Math.max(words.length, 3));
  const text = drawn('text', { x: X, y: Y + size / 3, 'text-anchor': 'middle', 'font-size': size }, words);
  text.style.fill = readable(color, theme === 'dark' ? '#0d1518' : '#ffffff');
  svg.append(text);
  const cell = element('div', { class: 'gauge' }, svg, element('span', { class: 'sr' }, words));
  if (!isOnly) cell.append(nameOf(value, sizes));
  return cell;
}

/** From 0 to 100 unless the field says, as Grafana's gauges go. */
function gaugeBounds({ field: { config } }: Reduced): { min: number; max: number } {
  const min = number(config.min) ?? 0;
  const max = number(config.max) ?? (config.unit === 'percentunit' ? 1 : 100);
  return { min, max: max > min ? max : min + 1 };
}

/** Where the thresholds are: a thin arc around the thick one. */
function markers({ field: { config } }: Reduced, bounds: { min: number; max: number }, theme: Theme): SVGElement[] {
  const steps = thresholdSteps(config, bounds);
  const part = (at: number) => Math.min(Math.max((at - bounds.min) / (bounds.max - bounds.min), 0), 1);
  return steps.flatMap((step, index) => {
    const [from, to] = [part(step.value), part(steps[index + 1]?.value ?? bounds.max)];
    return to > from ? [arc({ from, to, radius: 88, width: 4 }, colorOf(step.color, theme))] : [];
  });
}

function labels({ field: { config } }: Reduced, bounds: { min: number; max: number }): SVGElement[] {
  const format = unitFormat(config.unit);
  const steps = thresholdSteps(config, bounds).filter(({ value }) => value > bounds.min && value < bounds.max);
  return steps.map(({ value }) => {
    const [x, y] = pointAt((value - bounds.min) / (bounds.max - bounds.min), 54);
    return drawn(
      'text',
      { class: 'mark', x, y, 'text-anchor': 'middle', 'font-size': 11 },
      inLine(format(value, number(config.decimals))),
    );
  });
}

function pointAt(part: number, radius: number): [x: number, y: number] {
  const angle = ((-REACH + part * 2 * REACH) * Math.PI) / 180;
  return [X + radius * Math.sin(angle), Y - radius * Math.cos(angle)];
}

function arc(
  { from, to, radius, width }: { from: number; to: number; radius: number; width: number },
  color: string,
): SVGElement {
  const [start, end] = [pointAt(from, radius), pointAt(to, radius)];
  const isLong = (to - from) * 2 * REACH > 180 ? 1 : 0;
  const path = drawn('path', {
    d: `M${start.join(' ')}A${radius} ${radius} 0 ${isLong} 1 ${end.join(' ')}`,
    fill: 'none',
    'stroke-width': width,
  });
  path.style.stroke = color;
  return path;
}
