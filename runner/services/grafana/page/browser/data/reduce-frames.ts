import { type Json, texts } from '../model/read-json.ts';
import { fieldName } from './field-name.ts';
import type { Field, Frame } from './frame.ts';
import { reduce, reducerWords } from './reduce.ts';

/** One value of each series: a row for each with its calculations beside it, or a column for each. */
export function reduceFrames(frames: Frame[], options: Json): Frame[] {
  const said = texts(options.reducers);
  const calculations = said.length > 0 ? said : ['max'];
  if (options.mode === 'reduceFields')
    return frames.map((frame) => ({
      ...frame,
      fields: frame.fields
        .filter(({ type }) => type === 'number')
        .flatMap((field) => calculations.map((one) => ({ ...field, values: [reduce(field.values, one)] }))),
    }));
  const [first] = frames;
  if (!first) return frames;
  const series = frames.flatMap((frame) =>
    frame.fields.filter(({ type }) => type === 'number').map((field) => ({ field, name: fieldName(field, frame, frames) })),
  );
  const names: Field = { name: 'Field', type: 'string', labels: {}, config: {}, values: series.map(({ name }) => name) };
  const columns = calculations.map(
    (one): Field => ({
      ...{ name: reducerWords(one), type: 'number', labels: {}, config: {} },
      values: series.map(({ field }) => reduce(field.values, one)),
    }),
  );
  return [{ ...first, name: '', fields: [names, ...columns] }];
}

/** Only the frames of some queries. */
export function filterByRefId(frames: Frame[], options: Json): Frame[] {
  const pattern = typeof options.include === 'string' ? options.include.split('|') : [];
  return pattern.length === 0 ? frames : frames.filter(({ refId }) => pattern.includes(refId));
}
