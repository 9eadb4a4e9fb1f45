import type { CheckOf } from '#contract/checks/checks.ts';
import type { CheckResult } from '../../verify/define-check.ts';
import type { GrafanaClient } from './grafana-client.ts';
import { findNamed, missingName } from './missing-name.ts';

/** `grafana.datasource`: is it there, and does Grafana reach what is behind it? */
export async function judgeDataSource(
  { datasource, database }: CheckOf<'grafana.datasource'>,
  client: GrafanaClient,
): Promise<CheckResult> {
  const expected = `a data source ${datasource} that works${database === undefined ? '' : `, set to the database ${database}`}`;
  const all = await client.dataSources();
  const found = findNamed(datasource, all);
  if (!found) return { passed: false, expected, ...missingName('data source', datasource, all) };
  const set = found.jsonData?.dbName || found.database;
  if (database !== undefined && set !== database)
    return {
      passed: false,
      expected,
      actual: set ? `it is set to the database ${set}` : 'it is set to no database',
      hint: `Set jsonData.dbName to ${database} and send it again.`,
    };
  const { isWell, message } = await client.health(found.uid);
  if (isWell) return { passed: true, expected, actual: message };
  return { passed: false, expected, actual: `Grafana says: ${message}`, hint: hintFor(found.url) };
}

function hintFor(url: string): string {
  return /^(?:https?:\/\/)?(?:localhost|127\.)/.test(url)
    ? 'Grafana asks from inside the stack, where localhost is Grafana itself: InfluxDB is at http://influxdb:8086.'
    : 'See that InfluxDB runs, and that the address of the data source is right: http://influxdb:8086.';
}
