import { formatSeriesKey, parseSeriesKey } from '../line-protocol/series-key.ts';
import { StoredMeasurement } from './stored-measurement.ts';
import { StoredSeries } from './stored-series.ts';

/** The measurements and series of a database, and how lines name them. */
export class Catalog {
  readonly #measurements = new Map<string, StoredMeasurement>();
  /** By measurement and tags as they stand in lines: the same series may be written in several ways. */
  readonly #seriesByText = new Map<string, StoredSeries>();
  readonly #series = new Map<string, StoredSeries>();

  /** Whether lines have named a series so before. */
  isKnownText = (text: string): boolean => this.#seriesByText.has(text);

  /** How many series have points. */
  get seriesCount(): number {
    return this.#series.size;
  }

  /** The series of a key, when it has points. */
  shownSeries(key: string): StoredSeries | undefined {
    return this.#series.get(key);
  }

  /** All series that have points. */
  allSeries(): Iterable<StoredSeries> {
    return this.#series.values();
  }

  /** All measurements that there have been since they were dropped last. */
  allMeasurements(): Iterable<StoredMeasurement> {
    return this.#measurements.values();
  }

  /** The measurement of a name, made when there is none. */
  measurement(name: string): StoredMeasurement {
    const measurement = this.#measurements.get(name) ?? new StoredMeasurement(name);
    this.#measurements.set(name, measurement);
    return measurement;
  }

  /** A measurement that has points. */
  visibleMeasurement(name: string): StoredMeasurement | undefined {
    const measurement = this.#measurements.get(name);
    return measurement && measurement.seriesCount > 0 ? measurement : undefined;
  }

  /** The series that a line names, which may have no points yet; latin1, as it stands there. */
  seriesOfText(text: string): StoredSeries {
    const known = this.#seriesByText.get(text);
    if (known) return known;
    const series = this.seriesOfKey(Buffer.from(text, 'latin1').toString());
    if (!this.#series.has(series.key)) return series;
    // A series may be written in many ways, its tags in any order: they must not fill the memory.
    if (this.#seriesByText.size > 2 * this.#series.size + 1_000) this.#seriesByText.clear();
    this.#seriesByText.set(text, series);
    return series;
  }

  /** The series of a key, which may have no points yet. */
  seriesOfKey(text: string): StoredSeries {
    const { measurement, tags } = parseSeriesKey(text) ?? { measurement: text, tags: new Map<string, string>() };
    const key = formatSeriesKey(measurement, tags);
    return this.#series.get(key) ?? new StoredSeries(key, measurement, tags);
  }

  /** The series of a key as a segment has it has points. */
  showKey(key: string): void {
    if (!this.#series.has(key)) this.show(this.seriesOfKey(key));
  }

  /** The series has points now. */
  show(series: StoredSeries): void {
    if (this.#series.has(series.key)) return;
    this.#series.set(series.key, series);
    this.measurement(series.measurement).addSeries(series);
  }

  /** Forgets series that have no points left. */
  hideEmpty(): void {
    for (const series of this.#series.values()) {
      if (!series.isEmpty) continue;
      this.#series.delete(series.key);
      this.measurement(series.measurement).removeSeries(series);
      this.#seriesByText.clear();
    }
  }

  /** Forgets a measurement without points, and with it the types of its fields. */
  forgetMeasurement(name: string): void {
    if (this.#measurements.get(name)?.seriesCount === 0) this.#measurements.delete(name);
  }
}
