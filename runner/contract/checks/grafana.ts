import * as z from 'zod';
import { checkBase, seconds } from './base.ts';

const name = z.string().min(1).max(200);

/** A data source is there and its health is green: Grafana reaches what is behind it. */
export const grafanaDatasource = z.strictObject({
  ...checkBase,
  check: z
    .literal('grafana.datasource')
    .describe('A data source is there and its health is green: Grafana reaches what is behind it.'),
  datasource: name.describe('Its uid or its name.'),
  database: name.optional().describe('The database that it must be set to: InfluxDB does not say when that is not there.'),
});

/** A dashboard is there with its panels, and each panel that asks for something gets data. */
export const grafanaDashboard = z.strictObject({
  ...checkBase,
  check: z
    .literal('grafana.dashboard')
    .describe('A dashboard is there with its panels, and each panel that asks for something gets data.'),
  dashboard: name.describe('Its uid or its title.'),
  panels: z
    .array(name)
    .min(1)
    .max(50)
    .optional()
    .describe('The titles of the panels that it must have; only these must get data. Without it, every panel must.'),
  newestWithin: seconds
    .min(1)
    .optional()
    .describe('The data of the last so many seconds. Without it, the time range that the dashboard is set to.'),
});

export const grafanaChecks = [grafanaDatasource, grafanaDashboard] as const;

/** What each check proves, when the lesson does not say it. */
export const grafanaTitles = {
  'grafana.datasource': (c: z.infer<typeof grafanaDatasource>) => `The data source ${short(c.datasource)} works`,
  'grafana.dashboard': (c: z.infer<typeof grafanaDashboard>) => `The dashboard ${short(c.dashboard)} shows data`,
};

/** A name as it fits into a row. */
const short = (text: string): string => (text.length > 50 ? `${text.slice(0, 49)}…` : text);
