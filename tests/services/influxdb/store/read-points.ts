import type { Column, Database } from '../../../../runner/services/influxdb/embedded/store/model.ts';
import { ALL_TIME, nanosecondsOfTime, type TimeRange } from '../../../../runner/services/influxdb/embedded/store/time.ts';

/** What a column has in a row, as it stands in line protocol; nothing where the row has no such field. */
function cell(column: Column | undefined, row: number): string | undefined {
  if (!column || column.present?.[row] === 0) return undefined;
  if (column.type === 'boolean') return column.values[row] === 1 ? 'true' : 'false';
  if (column.type === 'string') return JSON.stringify(column.values[row]);
  return column.type === 'integer' ? `${column.values[row]}i` : String(column.values[row]);
}

/** All points of a database in a range as lines, series by series, each in order of time; fields in order of their names. */
export function readPoints(
  database: Database,
  range: TimeRange = ALL_TIME,
  order: 'ascending' | 'descending' = 'ascending',
): string[] {
  const lines: string[] = [];
  for (const name of database.measurementNames()) {
    const measurement = database.measurement(name);
    const fields = [...(measurement?.fields.keys() ?? [])];
    for (const series of measurement?.series() ?? [])
      for (const chunk of series.scan(fields, range, order)) {
        const rows = Array.from({ length: chunk.length }, (_, row) => row);
        for (const row of order === 'ascending' ? rows : rows.toReversed()) {
          const time = nanosecondsOfTime({ ms: chunk.ms[row] ?? Number.NaN, ns: chunk.ns?.[row] ?? 0 });
          const cells = fields.flatMap((field, at) => {
            const value = cell(chunk.columns[at], row);
            return value === undefined ? [] : [`${field}=${value}`];
          });
          if (cells.length > 0) lines.push(`${series.key} ${cells.join(',')} ${time}`);
        }
      }
  }
  return lines;
}
