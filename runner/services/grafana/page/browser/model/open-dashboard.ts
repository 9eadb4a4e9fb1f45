import type { Dashboard, DataSourceRef, FieldConfig, GridPos, Override, Panel, Target, VariableJson } from './dashboard-json.ts';
import { dashboardLacks } from './lacks/dashboard-lacks.ts';
import { panelLacks } from './lacks/panel-lacks.ts';
import { oldGraph } from './old-graph.ts';
import { oldSinglestat } from './old-singlestat.ts';
import { isOldTable, oldTable } from './old-table.ts';
import { type Json, number, record, records, text, texts } from './read-json.ts';

/** Types of panels that have another name now; those of before Grafana 8 are brought to the new form. */
const OLD_PANELS: Readonly<Record<string, (json: Json) => Json>> = {
  graph: oldGraph,
  singlestat: oldSinglestat,
  'grafana-singlestat-panel': oldSinglestat,
  'table-old': oldTable,
};

/** Brings a stored dashboard, of whatever age, to the form that is drawn. */
export function openDashboard(json: Json): Dashboard {
  const time = record(json.time);
  const picker = record(json.timepicker);
  return {
    uid: text(json.uid) ?? '',
    title: text(json.title) ?? 'Without a title',
    tags: texts(json.tags),
    timezone: text(json.timezone) ?? 'browser',
    time: { from: String(time.from ?? 'now-6h'), to: String(time.to ?? 'now') },
    refresh: text(json.refresh) ?? '',
    graphTooltip: number(json.graphTooltip) ?? (json.sharedCrosshair === true ? 1 : 0),
    variables: records(record(json.templating).list).flatMap(readVariable),
    panels: withIds(records(json.rows).length > 0 ? fromRows(records(json.rows)) : records(json.panels).map(readPanel)),
    refreshIntervals: texts(picker.refresh_intervals),
    hasTimePicker: picker.hidden !== true,
    links: records(json.links),
    lacks: dashboardLacks(json),
  };
}

function readVariable(json: Json): VariableJson[] {
  const [name, type] = [text(json.name), text(json.type)];
  return name && type ? [{ ...json, name, type }] : [];
}

function readPanel(stored: Json): Panel {
  const old = isOldTable(stored) ? oldTable : OLD_PANELS[String(stored.type)];
  const json = old ? old(stored) : stored;
  const config = record(json.fieldConfig);
  return {
    id: number(json.id) ?? 0,
    type: text(json.type) ?? '',
    title: text(json.title) ?? '',
    ...optional(json, 'description', 'interval', 'timeFrom', 'timeShift', 'repeat', 'repeatDirection'),
    transparent: json.transparent === true,
    hideTimeOverride: json.hideTimeOverride === true,
    links: records(json.links),
    gridPos: readPlace(record(json.gridPos)),
    datasource: json.datasource as DataSourceRef,
    targets: records(json.targets) as Target[],
    fieldConfig: { defaults: readDefaults(json), overrides: records(config.overrides) as Override[] },
    // Text panels of before Grafana 7 have theirs beside all else.
    options: json.options === undefined && json.type === 'text' ? json : record(json.options),
    transformations: records(json.transformations),
    ...(number(json.maxDataPoints) ? { maxDataPoints: Number(json.maxDataPoints) } : {}),
    ...(number(json.maxPerRow) ? { maxPerRow: Number(json.maxPerRow) } : {}),
    collapsed: json.collapsed === true,
    panels: records(json.panels).map(readPanel),
    lacks: [...texts(json.lacks), ...panelLacks(json)],
  };
}

/** Lines are coloured by their place, all else by thresholds, unless the panel says. */
function readDefaults(json: Json): FieldConfig {
  const defaults = record(record(json.fieldConfig).defaults) as FieldConfig;
  return json.type === 'timeseries' && !defaults.color ? { ...defaults, color: { mode: 'palette-classic' } } : defaults;
}

type Optional = 'description' | 'interval' | 'timeFrom' | 'timeShift' | 'repeat' | 'repeatDirection';

function optional(json: Json, ...names: Optional[]): { [Name in Optional]?: string } {
  return Object.fromEntries(names.flatMap((name) => (text(json[name]) ? [[name, String(json[name])]] : [])));
}

function readPlace({ x, y, w, h }: Json): GridPos {
  const width = Math.min(Math.max(number(w) ?? 12, 1), 24);
  return {
    x: Math.min(Math.max(number(x) ?? 0, 0), 24 - width),
    y: Math.max(number(y) ?? 0, 0),
    w: width,
    h: Math.min(Math.max(number(h) ?? 8, 1), 100),
  };
}

/** Dashboards of before Grafana 5 are made of rows, with panels 12 columns wide in all. */
function fromRows(rows: readonly Json[]): Panel[] {
  const panels: Panel[] = [];
  let y = 0;
  for (const row of rows) {
    const height = Math.max(Math.ceil((number(String(row.height ?? '250').replace('px', '')) ?? 250) / 38), 3);
    if (rows.some(({ showTitle }) => showTitle === true) || row.collapse === true) {
      const isFolded = row.collapse === true;
      const inside = isFolded ? placed(records(row.panels), { y: y + 1, height }).panels : [];
      panels.push({
        ...readPanel({ ...row, id: undefined, type: 'row', gridPos: { x: 0, y, w: 24, h: 1 }, panels: [] }),
        panels: inside,
      });
      const last = panels.at(-1);
      if (last) last.collapsed = isFolded;
      y += 1;
      if (isFolded) continue;
    }
    const { panels: inRow, next } = placed(records(row.panels), { y, height });
    panels.push(...inRow);
    y = next;
  }
  return panels;
}

function placed(stored: readonly Json[], at: { y: number; height: number }): { panels: Panel[]; next: number } {
  let [x, y] = [0, at.y];
  const panels = stored.map((json) => {
    const w = Math.min((number(json.span) ?? 4) * 2, 24);
    if (x + w > 24) [x, y] = [0, y + at.height];
    const panel = readPanel({ ...json, gridPos: { x, y, w, h: at.height } });
    x += w;
    return panel;
  });
  return { panels, next: y + at.height };
}

/** Panels without an id, or with another's, get one of their own. */
function withIds(panels: Panel[]): Panel[] {
  const all = panels.flatMap((panel) => [panel, ...panel.panels]);
  let next = Math.max(0, ...all.map(({ id }) => id)) + 1;
  const taken = new Set<number>();
  for (const panel of all) {
    if (panel.id <= 0 || taken.has(panel.id)) panel.id = next++;
    taken.add(panel.id);
  }
  return panels;
}
