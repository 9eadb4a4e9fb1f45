import type { ChecksOf } from '../../verify/define-check.ts';
import { askInfluxdb } from './ask-influxdb.ts';
import { judgeRows } from './judge-rows.ts';
import { missingName } from './missing-name.ts';

/** What a lesson can ask of InfluxDB. */
export const influxdbChecks = {
  'influxdb.database': async ({ database, absent = false }, context) => {
    const names = await askInfluxdb(context, (client) => client.databases());
    const expected = absent ? `no database ${database}` : `a database ${database}`;
    const isThere = names.includes(database);
    if (isThere !== absent) return { passed: true, expected, actual: `the database ${database} is ${absent ? 'gone' : 'there'}` };
    if (!isThere) return { passed: false, expected, ...missingName('database', database, names) };
    return {
      passed: false,
      expected,
      actual: `the database ${database} is still there`,
      hint: `DROP DATABASE "${database}" takes it away, with all that is in it.`,
    };
  },
  'influxdb.rows': async (check, context) => await askInfluxdb(context, (client) => judgeRows(check, client)),
} satisfies ChecksOf<'influxdb'>;
