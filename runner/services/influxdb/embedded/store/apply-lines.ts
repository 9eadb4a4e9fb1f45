import { LineReader } from '../line-protocol/line-reader.ts';
import { FIELD_TYPES, type PointBuffer } from '../line-protocol/point-buffer.ts';
import { readPrecision } from '../line-protocol/precision.ts';
import type { Catalog } from './catalog.ts';
import type { Field } from './field.ts';
import type { FieldType } from './model.ts';
import { nameOfText, type StoredMeasurement } from './stored-measurement.ts';
import type { LoggedLines } from './write-log.ts';
import { WriteRefusal } from './write-refusal.ts';

/**
 * Reads lines and adds their points to their series. The same lines always have the same outcome on the same database,
 * so they can be read again from the log.
 * @returns what to say when some are refused; the others are added.
 */
export function applyLines(
  catalog: Catalog,
  { lines, precision, now }: LoggedLines,
  maxSeries: number,
): WriteRefusal | undefined {
  const reader = new LineReader(lines, { precision: readPrecision(precision), now, isKnownKey: catalog.isKnownText });
  const fields: (Field | undefined)[] = [];
  let [taken, dropped, reason] = [0, 0, ''];
  while (reader.next()) {
    const refused = addPoint(catalog, reader.point, { fields, maxSeries });
    if (refused === undefined) taken++;
    else {
      dropped++;
      reason ||= refused;
    }
  }
  if (dropped > 0) return new WriteRefusal(`partial write: ${reason} dropped=${dropped}`);
  const mistakes = reader.errors.join('\n');
  if (mistakes === '') return undefined;
  return new WriteRefusal(taken === 0 ? mistakes : `partial write: ${mistakes} dropped=0`);
}

/** Adds a point, or gives back why it is not taken. `fields` is room to work in. */
function addPoint(
  catalog: Catalog,
  point: PointBuffer,
  { fields, maxSeries }: { fields: (Field | undefined)[]; maxSeries: number },
): string | undefined {
  const series = catalog.seriesOfText(point.key);
  const { measurement: name } = series;
  if (series.tags.has('time')) return `invalid tag key: input tag "time" on measurement "${name}" is invalid`;
  const isNew = series.isEmpty;
  if (isNew && catalog.seriesCount >= maxSeries) return `max-series-per-database limit exceeded: (${maxSeries})`;
  const measurement = catalog.measurement(name);
  const refused = findFields(measurement, point, fields) ?? makeFields(measurement, point, fields);
  if (refused !== undefined) return refused;
  series.add(point, fields);
  if (isNew) catalog.show(series);
  return undefined;
}

/** Finds the fields of a point that are there already, and refuses one of another type. */
function findFields(measurement: StoredMeasurement, point: PointBuffer, fields: (Field | undefined)[]): string | undefined {
  for (let i = 0; i < point.count; i++) {
    const field = measurement.fieldOfText(point.names[i] ?? '');
    const type = FIELD_TYPES[point.codes[i] ?? 0] ?? 'float';
    if (field && field.type !== type) return conflict(measurement, field, type);
    fields[i] = field;
  }
  return undefined;
}

/** Makes the others. A field called "time" is left out, as in InfluxDB; one must be left. */
function makeFields(measurement: StoredMeasurement, point: PointBuffer, fields: (Field | undefined)[]): string | undefined {
  let count = 0;
  for (let i = 0; i < point.count; i++) {
    const name = fields[i] ? '' : nameOfText(point.names[i] ?? '');
    const type = FIELD_TYPES[point.codes[i] ?? 0] ?? 'float';
    if (name !== 'time') fields[i] ??= measurement.addField(name, type);
    const field = fields[i];
    if (!field) continue;
    if (field.type !== type) return conflict(measurement, field, type); // twice in one line, with two types
    count++;
  }
  return count > 0 ? undefined : `invalid field name: input field "time" on measurement "${measurement.name}" is invalid`;
}

function conflict({ name }: StoredMeasurement, field: Field, type: FieldType): string {
  return `field type conflict: input field "${field.name}" on measurement "${name}" is type ${type}, already exists as type ${field.type}`;
}
