import type { CheckName, CheckOf } from '#contract/checks/checks.ts';
import { echoChecks } from '../../services/echo/checks.ts';
import { flinkChecks } from '../../services/flink/checks.ts';
import { grafanaChecks } from '../../services/grafana/checks.ts';
import { influxdbChecks } from '../../services/influxdb/checks.ts';
import { kafkaChecks } from '../../services/kafka/checks.ts';
import { mosquittoChecks } from '../../services/mosquitto/checks.ts';
import { rabbitmqChecks } from '../../services/rabbitmq/checks.ts';
import type { CheckContext, CheckResult } from '../define-check.ts';
import { fileChecks } from './file.ts';
import { httpChecks } from './http.ts';

const CODE: { [Name in CheckName]: (check: CheckOf<Name>, context: CheckContext) => Promise<CheckResult> } = {
  ...httpChecks,
  ...fileChecks,
  ...rabbitmqChecks,
  ...kafkaChecks,
  ...mosquittoChecks,
  ...flinkChecks,
  ...influxdbChecks,
  ...grafanaChecks,
  ...echoChecks,
};

/** Looks once at what a check names. */
export async function runCheck<Name extends CheckName>(check: CheckOf<Name>, context: CheckContext): Promise<CheckResult> {
  const code = CODE[check.check as Name];
  return await code(check, context);
}
