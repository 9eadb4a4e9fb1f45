import type { DataSource } from '../api/grafana-client.ts';
import type { DataSourceRef, Panel, Target } from '../model/dashboard-json.ts';
import type { Json } from '../model/read-json.ts';
import { queryInterval, readDuration } from '../time/duration.ts';
import type { TimeRange } from '../time/time-range.ts';
import { type Filling, interpolate, interpolateDeep } from '../variables/interpolate.ts';

/** What queries are made with. `dataSources` undefined: which there are is not known, and Grafana will say. */
export type QueryContext = {
  fillings: ReadonlyMap<string, Filling>;
  dataSources: readonly DataSource[] | undefined;
  range: TimeRange;
  /** How wide the panel is (px): no more points than that can be seen. */
  width: number;
};

/** Queries as they are sent, and those that cannot be, in words. */
export type PanelQueries = { queries: Json[]; problems: string[] };

const EXPRESSION = 'Expressions, which calculate with the answers of other queries, are not supported here.';

/** Data sources that are part of Grafana itself, with what they would do. */
const OWN: Readonly<Record<string, string>> = {
  '-- Dashboard --': 'This panel takes its data from another panel, which is not supported here.',
  '-- Grafana --': 'The data source “-- Grafana --” is not supported here.',
  __expr__: EXPRESSION,
  '-100': EXPRESSION,
  grafana: 'The data source “-- Grafana --” is not supported here.',
};

/** Fills in variables and finds the data source of each query of a panel. */
export function panelQueries(panel: Panel, context: QueryContext): PanelQueries {
  const found: PanelQueries = { queries: [], problems: [] };
  const points = panel.maxDataPoints ?? Math.max(context.width, 100);
  const least = readDuration(panel.interval?.replace('>', '')) ?? 1;
  const intervalMs = queryInterval(context.range.to - context.range.from, points, least);
  for (const [index, target] of panel.targets.entries()) {
    if (target.hide === true) continue;
    const source = sourceOf(isMixed(panel.datasource) ? target.datasource : (target.datasource ?? panel.datasource), context);
    if (typeof source === 'string') {
      if (!found.problems.includes(source)) found.problems.push(source);
      continue;
    }
    const refId = target.refId ?? String.fromCharCode(65 + index);
    found.queries.push({ ...filled(target, context.fillings), refId, datasource: source, intervalMs, maxDataPoints: points });
  }
  return found;
}

const isMixed = (ref: DataSourceRef): boolean => ref === '-- Mixed --' || (typeof ref === 'object' && ref?.uid === '-- Mixed --');

function filled({ datasource: _, hide: __, ...target }: Target, fillings: ReadonlyMap<string, Filling>): Json {
  return interpolateDeep(target, fillings) as Json;
}

/** The data source of a reference; in words why there is none. */
export function sourceOf(
  ref: DataSourceRef,
  { fillings, dataSources }: Pick<QueryContext, 'fillings' | 'dataSources'>,
): { type?: string; uid: string } | string {
  const said = typeof ref === 'string' ? ref : ref?.uid;
  const name = said ? interpolate(said, fillings) : undefined;
  const own = name !== undefined && Object.hasOwn(OWN, name) ? OWN[name] : undefined;
  if (own) return own;
  const type = typeof ref === 'object' && ref?.type ? { type: ref.type } : {};
  if (!dataSources) return name ? { ...type, uid: name } : 'This panel names no data source.';
  const isDefault = name === undefined || name === 'default';
  const ofType = dataSources.filter((one) => !('type' in type) || one.type === type.type);
  const found = isDefault
    ? (ofType.find((one) => one.isDefault) ??
      (dataSources.length === 0 ? undefined : (ofType[0] ?? dataSources.find((one) => one.isDefault))))
    : dataSources.find((one) => one.uid === name || one.name === name);
  if (found) return { type: found.type, uid: found.uid };
  if (isDefault) return 'There is no data source yet.';
  const names = dataSources.map((one) => one.name).join(', ');
  return `There is no data source “${name}”${names ? `; there is ${names}` : ' yet'}.`;
}
