import { Hono } from 'hono';
import * as z from 'zod';
import type { Grafana } from '../grafana-app.ts';
import { readBody } from '../read-body.ts';
import { notHere, refuse } from '../refusal.ts';
import { saveDashboard } from '../save-dashboard.ts';
import { slug } from '../slug.ts';
import { type Asked, adminOnly } from '../who-asks.ts';
import { dashboardUrl } from './dashboards.ts';

const input = z.object({ name: z.string(), type: z.string(), value: z.string() });
const imported = z.object({
  dashboard: z.record(z.string(), z.unknown()).optional(),
  inputs: z.array(input).default([]),
  folderUid: z.string().default(''),
  overwrite: z.boolean().default(false),
  pluginId: z.string().default(''),
});
type Input = z.infer<typeof input>;

/** What an exported dashboard says of itself for the import; the saved one has none of it. */
const OF_THE_EXPORT = ['__inputs', '__elements', '__requires'];

/** Imports a dashboard that was exported for others: its inputs, `${DS_INFLUXDB}`, get values of this Grafana. */
export function importRoutes({ state }: Grafana): Hono<Asked> {
  const app = new Hono<Asked>();
  app.post('/dashboards/import', adminOnly('dashboards:create'), async (c) => {
    const { dashboard, inputs, folderUid, overwrite, pluginId } = await readBody(c, imported);
    if (pluginId !== '') throw notHere('dashboards of plugins');
    if (!dashboard) throw refuse(422, 'Dashboard must be set');
    const values = valuesOf(dashboard.__inputs, inputs);
    const kept = Object.entries(dashboard).filter(([name]) => !OF_THE_EXPORT.includes(name));
    const filled = Object.fromEntries(kept.map(([name, value]) => [name, fill(value, values)]));
    const saved = saveDashboard(state, { dashboard: filled, folderUid, overwrite });
    const url = dashboardUrl(saved);
    return c.json({
      ...{ uid: saved.uid, pluginId: '', title: saved.title, imported: true, importedUri: `db/${slug(saved.title)}` },
      ...{ importedUrl: url, slug: slug(saved.title), dashboardId: saved.id, folderId: 0, folderUid: saved.folderUid },
      ...{ importedRevision: 0, revision: 0, description: '', path: '', removed: false },
    });
  });
  return app;
}

/** Text to put in → what to put there. @throws Refusal 400 for an input without a value */
function valuesOf(wanted: unknown, inputs: readonly Input[]): Map<string, string> {
  const values = new Map<string, string>();
  for (const { name, type, pluginId } of Array.isArray(wanted) ? (wanted as Record<string, unknown>[]) : []) {
    const given = inputs.find((each) => each.type === type && (each.name === name || each.name === '*'));
    const value = pluginId === '__expr__' ? '__expr__' : given?.value;
    if (value === undefined) throw refuse(400, `Dashboard input variable: ${name} missing from import command`);
    values.set(`\${${name}}`, value);
  }
  return values;
}

function fill(value: unknown, values: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return value.replaceAll(/\$\{.+?\}/g, (found) => values.get(found) ?? found);
  if (Array.isArray(value)) return value.map((each) => fill(each, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fill(each, values)]));
}
