import type { Field } from './field.ts';
import type { FieldType, Measurement } from './model.ts';
import type { StoredSeries } from './stored-series.ts';

const inOrder = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : a > b ? 1 : 0);

/** A measurement: its fields, which stay as they are until it is dropped, and its series that have points. */
export class StoredMeasurement implements Measurement {
  readonly name: string;
  readonly #fields: Field[] = [];
  /** By their names as they stand in lines, latin1 and with escapes. */
  readonly #fieldsByText = new Map<string, Field>();
  readonly #series = new Map<string, StoredSeries>();
  #sorted: readonly StoredSeries[] | undefined;

  constructor(name: string) {
    this.name = name;
  }

  get fields(): ReadonlyMap<string, FieldType> {
    return new Map(this.#fields.map(({ name, type }): [string, FieldType] => [name, type]).toSorted(inOrder));
  }

  /** The field that a line names, when there is one. */
  fieldOfText(text: string): Field | undefined {
    const known = this.#fieldsByText.get(text);
    if (known) return known;
    const name = nameOfText(text);
    const field = this.#fields.find((one) => one.name === name);
    if (field) this.#fieldsByText.set(text, field);
    return field;
  }

  addField(name: string, type: FieldType): Field {
    const there = this.#fields.find((field) => field.name === name);
    const field = there ?? { name, type, place: this.#fields.length };
    if (!there) this.#fields.push(field);
    return field;
  }

  get seriesCount(): number {
    return this.#series.size;
  }

  addSeries(series: StoredSeries): void {
    this.#series.set(series.key, series);
    this.#sorted = undefined;
  }

  removeSeries(series: StoredSeries): void {
    if (this.#series.delete(series.key)) this.#sorted = undefined;
  }

  series(): readonly StoredSeries[] {
    this.#sorted ??= [...this.#series].toSorted(inOrder).map(([, series]) => series);
    return this.#sorted;
  }

  tagKeys(): string[] {
    const keys = new Set<string>();
    for (const { tags } of this.#series.values()) for (const key of tags.keys()) keys.add(key);
    return [...keys].toSorted();
  }
}

/** The name of a field as it stands in a line, unescaped. */
export function nameOfText(text: string): string {
  return Buffer.from(text, 'latin1')
    .toString()
    .replace(/\\([," =])/g, '$1');
}
