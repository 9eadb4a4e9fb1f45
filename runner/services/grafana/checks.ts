import type { ChecksOf } from '../../verify/define-check.ts';
import { askGrafana } from './ask-grafana.ts';
import { judgeDashboard } from './judge-dashboard.ts';
import { judgeDataSource } from './judge-data-source.ts';

/** What a lesson can ask of Grafana. */
export const grafanaChecks = {
  'grafana.datasource': async (check, context) => await askGrafana(context, (client) => judgeDataSource(check, client)),
  'grafana.dashboard': async (check, context) => await askGrafana(context, (client) => judgeDashboard(check, client)),
} satisfies ChecksOf<'grafana'>;
