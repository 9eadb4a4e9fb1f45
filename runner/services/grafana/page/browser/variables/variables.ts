import type { DataSource } from '../api/grafana-client.ts';
import type { Frame } from '../data/frame.ts';
import type { VariableJson } from '../model/dashboard-json.ts';
import { list, record, text, texts } from '../model/read-json.ts';
import { queryInterval, readDuration, writeInterval } from '../time/duration.ts';
import type { TimeRange } from '../time/time-range.ts';
import type { Filling } from './interpolate.ts';
import { dataSourceOptions, frameOptions, type Option, readCustomOptions } from './variable-options.ts';

/** Stands for all values of a variable. */
export const ALL = '$__all';
const AUTO = '$__auto_interval';
const KNOWN = ['query', 'custom', 'constant', 'interval', 'textbox', 'datasource'];

/** A variable with what can be chosen and what is. */
export type Variable = {
  name: string;
  label: string;
  type: string;
  json: VariableJson;
  isHidden: boolean;
  isMulti: boolean;
  options: Option[];
  chosen: string[];
  /** Why its values could not be had. */
  error?: string;
};

/** What variables need to find their values. */
export type VariableSources = {
  range: TimeRange;
  dataSources: readonly DataSource[];
  /** Asks a variable's data source for its values. */
  query: (json: VariableJson, fillings: ReadonlyMap<string, Filling>) => Promise<Frame[]>;
};

/** The variables of a dashboard, in their order: later ones may use earlier ones. */
export class Variables {
  readonly all: readonly Variable[];
  /** Kinds of variables that this page lacks, in words. */
  readonly lacks: readonly string[];

  /** `said` are the values in the address, `var-machine=m1`. */
  constructor(stored: readonly VariableJson[], said: URLSearchParams) {
    this.all = stored
      .filter(({ type }) => KNOWN.includes(type))
      .map((json) => readVariable(json, said.getAll(`var-${json.name}`)));
    this.lacks = [
      ...stored.filter(({ type }) => !KNOWN.includes(type)).map(({ name, type }) => `the variable ${name} (${type})`),
      ...stored
        .filter(({ staticOptions }) => list(staticOptions).length > 0)
        .map(({ name }) => `fixed values of the variable ${name}`),
    ];
  }

  /** Finds the values of all, one after the other; what cannot be found is kept as an error of the variable. */
  async load(sources: VariableSources): Promise<void> {
    for (const variable of this.all) {
      try {
        variable.options = await this.#optionsOf(variable, sources);
        delete variable.error;
      } catch (error) {
        variable.error = error instanceof Error ? error.message : String(error);
      }
      keepChosen(variable);
    }
  }

  /** Chooses values; nothing chosen is all, or the first one. */
  choose(name: string, values: readonly string[]): void {
    const variable = this.all.find((one) => one.name === name);
    if (!variable) return;
    variable.chosen = [...values];
    keepChosen(variable);
  }

  /** What texts and queries are filled with. */
  fillings(range: TimeRange): Map<string, Filling> {
    return new Map(this.all.map((variable) => [variable.name, fillingOf(variable, range)]));
  }

  /** The chosen values as they stand in an address. */
  toSearch(search: URLSearchParams): void {
    for (const { name, chosen, type, json } of this.all) {
      search.delete(`var-${name}`);
      if (type !== 'constant' && json.skipUrlSync !== true) for (const value of chosen) search.append(`var-${name}`, value);
    }
  }

  async #optionsOf({ json, type }: Variable, { range, dataSources, query }: VariableSources): Promise<Option[]> {
    const words = text(json.query) ?? '';
    if (type === 'custom') return withAll(json, readCustomOptions(words));
    if (type === 'datasource') return withAll(json, dataSourceOptions(json, dataSources));
    if (type === 'interval') {
      const auto = json.auto === true ? [{ text: 'auto', value: AUTO }] : [];
      return [...auto, ...readCustomOptions(words)];
    }
    if (type === 'query') return withAll(json, frameOptions(json, await query(json, this.fillings(range))));
    return [];
  }
}

function readVariable(json: VariableJson, said: readonly string[]): Variable {
  const current = texts(record(json.current).value);
  const fallback = json.type === 'constant' || (json.type === 'textbox' && current.length === 0) ? texts(json.query) : current;
  return {
    name: json.name,
    label: text(json.label) ?? json.name,
    type: json.type,
    json,
    isHidden: json.hide === 2 || json.type === 'constant',
    isMulti: json.multi === true,
    options: [],
    chosen: said.length > 0 && json.type !== 'constant' ? said.map((value) => (value === 'All' ? ALL : value)) : fallback,
  };
}

const withAll = (json: VariableJson, options: Option[]): Option[] =>
  json.includeAll === true ? [{ text: 'All', value: ALL }, ...options] : options;

/** Values that are gone are no longer chosen; something always is, when there is anything. */
function keepChosen(variable: Variable): void {
  const { options, type } = variable;
  if (type === 'textbox' || type === 'constant' || options.length === 0) return;
  const there = variable.chosen.filter((value) => options.some((one) => one.value === value));
  const kept =
    there.length > 1 && there.includes(ALL) ? [there.at(-1) === ALL ? ALL : there.filter((one) => one !== ALL)].flat() : there;
  variable.chosen =
    kept.length > 0 ? (variable.isMulti ? kept : kept.slice(0, 1)) : options.slice(0, 1).map(({ value }) => value);
}

function fillingOf({ name, json, options, chosen, isMulti, type }: Variable, range: TimeRange): Filling {
  const shown = chosen.map((value) => options.find((one) => one.value === value)?.text ?? value).join(' + ');
  const many = isMulti || json.includeAll === true;
  if (chosen.includes(ALL)) {
    const allValue = text(json.allValue);
    if (allValue) return { value: allValue, many: false, shown: 'All' };
    return { value: options.filter(({ value }) => value !== ALL).map(({ value }) => value), many, shown: 'All' };
  }
  if (type === 'interval' && chosen[0] === AUTO) return { value: autoInterval(json, range), many: false, shown: name };
  return { value: many ? chosen : (chosen[0] ?? ''), many, shown };
}

function autoInterval(json: VariableJson, { from, to }: TimeRange): string {
  const least = readDuration(text(json.auto_min)) ?? 1_000;
  return writeInterval(queryInterval(to - from, Number(json.auto_count ?? 30), least));
}
