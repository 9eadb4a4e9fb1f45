import * as z from 'zod';
import { echoChecks, echoTitles } from './echo.ts';
import { fileChecks, fileTitles } from './file.ts';
import { flinkChecks, flinkTitles } from './flink.ts';
import { grafanaChecks, grafanaTitles } from './grafana.ts';
import { httpChecks, httpTitles } from './http.ts';
import { influxdbChecks, influxdbTitles } from './influxdb.ts';
import { kafkaChecks, kafkaTitles } from './kafka.ts';
import { mosquittoChecks, mosquittoTitles } from './mosquitto.ts';
import { rabbitmqChecks, rabbitmqTitles } from './rabbitmq.ts';

/** Every check a lesson can ask for; `check` tells them apart. */
export const checkSchema = z.discriminatedUnion('check', [
  ...rabbitmqChecks,
  ...kafkaChecks,
  ...mosquittoChecks,
  ...flinkChecks,
  ...influxdbChecks,
  ...grafanaChecks,
  ...httpChecks,
  ...fileChecks,
  ...echoChecks,
]);
export type Check = z.infer<typeof checkSchema>;
export type CheckName = Check['check'];

/** The checks of one family, by name: `ChecksOf<'rabbitmq'>` has `rabbitmq.queue`, `rabbitmq.messages`, … */
export type CheckOf<Name extends CheckName> = Extract<Check, { check: Name }>;
export type NamesOf<Family extends string> = Extract<CheckName, `${Family}.${string}`>;

/** The names of all checks, for messages about a wrong one. */
export const CHECK_NAMES = checkSchema.options.map((option) => option.shape.check.value) as CheckName[];

const titles: { [Name in CheckName]: (check: CheckOf<Name>) => string } = {
  ...rabbitmqTitles,
  ...kafkaTitles,
  ...mosquittoTitles,
  ...flinkTitles,
  ...influxdbTitles,
  ...grafanaTitles,
  ...httpTitles,
  ...fileTitles,
  ...echoTitles,
};

/** What a check proves: the author's words, or the check's own. */
export function checkTitle(check: Check): string {
  const title = titles[check.check] as (check: Check) => string;
  return check.title ?? title(check);
}
