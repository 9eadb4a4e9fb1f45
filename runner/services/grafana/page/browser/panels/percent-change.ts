import { reduce } from '../data/reduce.ts';
import { element } from '../dom/element.ts';
import { colorOf, readable, type Theme } from '../fields/colors.ts';
import { inLine } from '../fields/formatted.ts';
import { unitFormat } from '../fields/units.ts';
import { type Json, number } from '../model/read-json.ts';
import type { Reduced } from './reduced-values.ts';

type Look = { mode: string | undefined; sizes: Json; theme: Theme; isFilled: boolean };

/** By how much a value changed over the range, in percent; nothing when it cannot be said. More is green unless the panel says. */
export function percentChange({ values }: Reduced, { mode, sizes, theme, isFilled }: Look): HTMLElement[] {
  const change = reduce(values, 'diffperc');
  if (typeof change !== 'number') return [];
  const sign = change > 0 ? '▲ ' : change < 0 ? '▼ ' : '';
  const made = element('span', { class: 'change' }, `${sign}${inLine(unitFormat('percentunit')(Math.abs(change)))}`);
  const isGood = mode === 'inverted' ? change < 0 : change > 0;
  if (!isFilled && mode !== 'same_as_value' && change !== 0)
    made.style.color = readable(colorOf(isGood ? 'green' : 'red', theme), theme === 'dark' ? '#0d1518' : '#ffffff');
  const size = number(sizes.percentSize);
  if (size) made.style.fontSize = `${size}px`;
  return [made];
}
