import { fieldName } from '../data/field-name.ts';
import type { Field } from '../data/frame.ts';
import { reduce } from '../data/reduce.ts';
import { toPattern } from '../data/transform.ts';
import { type Display, displayOf } from '../fields/display-value.ts';
import { inLine } from '../fields/formatted.ts';
import { number, record, text, texts } from '../model/read-json.ts';
import { newestWords } from './newest-words.ts';
import type { PanelHost, PanelInput } from './panel-view.ts';

/** One value of a stat, gauge or bar gauge. */
export type Reduced = { name: string; field: Field; display: Display; values: readonly unknown[] };

/** No panel has room for more. */
const MOST = 50;

/** The values that a panel shows: a calculation of each field, or each row, as its options say. */
export function reducedValues({ panel, frames }: PanelInput, host: PanelHost): Reduced[] {
  const options = record(panel.options.reduceOptions);
  const chosen = text(options.fields);
  const said = texts(options.calcs);
  const calculations = said.length > 0 ? said : ['lastNotNull'];
  const pattern = chosen ? toPattern(chosen) : undefined;
  const found: Reduced[] = [];
  for (const frame of frames)
    for (const field of frame.fields) {
      const name = fieldName(field, frame, frames);
      const isChosen = pattern
        ? pattern.test(name) || pattern.test(field.name)
        : field.type === 'number' || field.type === 'boolean';
      if (!isChosen || record(record(field.config.custom).hideFrom).viz === true) continue;
      const display = displayOf(field, { theme: host.theme, zone: host.zone, index: found.length, name, frames });
      if (options.values === true) {
        const names = frame.fields.find(({ type }) => type === 'string');
        const rows = field.values.slice(0, number(options.limit) ?? MOST);
        for (const [row, value] of rows.entries())
          found.push({
            name: names && names !== field ? String(names.values[row]) : name,
            field,
            display: display(value),
            values: [],
          });
      } else
        for (const calculation of calculations)
          found.push({ name, field, display: display(reduce(field.values, calculation)), values: field.values });
    }
  return found.slice(0, MOST);
}

/** What screen readers hear of values. */
export function labelOf(values: readonly Reduced[]): string {
  return newestWords(values.map(({ name, display }) => ({ name, words: inLine(display) })));
}

/** Whether values stand side by side: as the panel says, else as its shape is. */
export function isSideBySide({ panel }: PanelInput, { clientWidth, clientHeight }: HTMLElement): boolean {
  const orientation = text(panel.options.orientation);
  if (orientation === 'vertical') return true;
  if (orientation === 'horizontal') return false;
  return clientWidth >= clientHeight;
}
