import { type Json, record, records, text } from '../read-json.ts';
import { type Lack, lacksIn } from './lack.ts';

const LACKS: readonly Lack[] = [
  ['fiscalYearStartMonth', 'fiscal years that do not begin in January'],
  ['weekStart', (day) => (['monday', 'browser'].includes(String(day)) ? undefined : `weeks that begin on ${day}`)],
  ['timepicker.nowDelay', (delay) => `the delay of “now” by ${delay}`],
  ['timepicker.quick_ranges', 'time ranges of its own'],
  ['elements', 'the schema of version 2, with elements and a layout'],
  ['spec', 'the schema of a Kubernetes resource'],
];

/** What a dashboard as a whole uses and this page lacks, in words. */
export function dashboardLacks(json: Json): string[] {
  const annotations = records(record(json.annotations).list)
    .filter(({ builtIn, enable }) => !builtIn && enable !== false)
    .map(({ name }) => `the annotations “${text(name) ?? ''}”`);
  return [...annotations, ...lacksIn(json, LACKS)];
}
