import { formatSeriesKey } from '../line-protocol/series-key.ts';
import type { Cell, Row, StatementResult } from '../result.ts';
import type { TellTime } from './epoch.ts';
import { csvField } from './reply.ts';

/** Writes results as InfluxDB's comma-separated values: a heading per statement and whenever columns change. Errors are not told. */
export class CsvFormat {
  #statement = -1;
  readonly #tellTime: TellTime;

  /** @param tellTime used for all times: without a unit CSV has nanoseconds. */
  constructor(tellTime: TellTime) {
    this.#tellTime = tellTime;
  }

  *format({ statementId, series = [] }: StatementResult): Generator<string> {
    for (const [at, row] of series.entries()) {
      const before = at === 0 ? undefined : series[at - 1];
      const isNewStatement = at === 0 && statementId !== this.#statement;
      const hasChanged = before && before.columns.join('\n') !== row.columns.join('\n');
      if ((isNewStatement && this.#statement >= 0) || hasChanged) yield '\n';
      if (isNewStatement || hasChanged) yield `${['name', 'tags', ...row.columns].map(csvField).join(',')}\n`;
      this.#statement = statementId;
      yield* this.#formatRows(row);
    }
  }

  *#formatRows({ name = '', tags, values }: Row): Generator<string> {
    const key = formatSeriesKey('', new Map(Object.entries(tags ?? {}).filter(([, value]) => value !== ''))).slice(1);
    const start = `${csvField(name)},${csvField(key)}`;
    for (const row of values) yield `${start},${row.map((cell) => this.#formatCell(cell)).join(',')}\n`;
  }

  #formatCell(cell: Cell): string {
    if (cell === null) return '';
    if (typeof cell === 'number') return formatFloat(cell);
    return csvField(String(typeof cell === 'object' ? this.#tellTime(cell, undefined) : cell));
  }
}

/** Without an exponent, however long that is. */
function formatFloat(value: number): string {
  const text = String(value);
  const [digits = '', exponent] = text.split('e');
  if (exponent === undefined) return text;
  const [whole = '', fraction = ''] = digits.replace('-', '').split('.');
  const power = Number(exponent);
  const sign = value < 0 ? '-' : '';
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${whole}${fraction}`;
  return `${sign}${whole}${fraction.padEnd(power, '0')}`;
}
