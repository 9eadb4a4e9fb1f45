import { type Json, objects } from './dashboard-panels.ts';

/** Asks for the values of a variable that are not in the dashboard's JSON. */
export type AskValues = (variable: Json) => Promise<string[]>;

/** The value of each variable of a dashboard, as it stands in a query: what is chosen in its JSON, or its first choice. */
export async function valuesOf(dashboard: Json, ask: AskValues): Promise<Map<string, string>> {
  const values = new Map<string, string>();
  for (const variable of objects((dashboard.templating as Json | undefined)?.list)) {
    if (typeof variable.name === 'string') values.set(variable.name, await chosenOf(variable, ask));
  }
  return values;
}

const VARIABLE = /\$\w+|\$\{\w+(?:[:.][^}]*)?\}|\[\[\w+(?::\w+)?\]\]/g;

/** Puts the values of variables into every text: `$machine`, `${machine}`, `${machine:regex}`, `[[machine]]`. */
export function fillVariables(value: unknown, values: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string')
    return value.replaceAll(VARIABLE, (found: string) => values.get(found.replaceAll(/^[^\w]+|[:.].*|\W+$/gs, '')) ?? found);
  if (Array.isArray(value)) return value.map((each) => fillVariables(each, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fillVariables(each, values)]));
}

async function chosenOf(variable: Json, ask: AskValues): Promise<string> {
  const { type, query, multi, includeAll, allValue, current } = variable;
  const chosen = (current as Json | undefined)?.value;
  const list = [chosen].flat().filter((each): each is string => typeof each === 'string' && each !== '');
  if (list.includes('$__all')) return typeof allValue === 'string' && allValue !== '' ? allValue : '.*';
  if (type === 'interval' && (list[0] ?? '').startsWith('$__auto')) return '$__interval';
  const first = list.length > 0 ? list : (await choices(variable, ask)).slice(0, 1);
  if (first.length === 0) return typeof query === 'string' && type !== 'query' ? query : '';
  // Where several may be chosen, queries compare with a pattern.
  return multi === true || includeAll === true ? `(${first.map(escaped).join('|')})` : (first[0] ?? '');
}

async function choices(variable: Json, ask: AskValues): Promise<string[]> {
  const { type, query } = variable;
  if (type === 'query' || type === 'datasource') return await ask(variable);
  if (typeof query !== 'string' || (type !== 'custom' && type !== 'interval')) return [];
  return query.split(',').map((each) => (each.split(' : ').at(-1) ?? '').trim());
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
