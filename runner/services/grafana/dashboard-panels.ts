/** A part of a dashboard's JSON, which may hold anything. */
export type Json = Record<string, unknown>;

/** A panel of a dashboard with the queries that it asks. */
export type Panel = { title: string; type: string; targets: Json[]; datasource: unknown };

/** Panels that ask nothing: they have no data and need none. */
const WITHOUT_QUERIES = ['text', 'row', 'news', 'dashlist', 'alertlist', 'welcome', 'gettingstarted', 'pluginlist', 'annolist'];

/** The panels of a dashboard, also those in rows: of today's JSON, of collapsed rows, and of the oldest dashboards. */
export function panelsOf(dashboard: Json): Panel[] {
  const rows = objects(dashboard.rows).flatMap(({ panels }) => objects(panels));
  const all = [...objects(dashboard.panels), ...rows].flatMap((panel) => [panel, ...objects(panel.panels)]);
  return all
    .filter(({ type }) => type !== 'row')
    .map(({ title, type, targets, datasource }) => ({
      title: typeof title === 'string' ? title : '',
      type: typeof type === 'string' ? type : '',
      targets: objects(targets).filter(({ hide }) => hide !== true),
      datasource,
    }));
}

/** Whether a panel is there to show data. */
export const asksForData = ({ type }: Panel): boolean => !WITHOUT_QUERIES.includes(type);

/** The objects of what may be a list. */
export const objects = (value: unknown): Json[] =>
  Array.isArray(value) ? value.filter((each): each is Json => typeof each === 'object' && each !== null) : [];
