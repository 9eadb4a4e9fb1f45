import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type CheckOf, checkSchema } from '#contract/checks/checks.ts';
import { influxdbChecks } from '../../../runner/services/influxdb/checks.ts';
import { influxdbObserver } from '../../../runner/services/influxdb/observe.ts';
import type { CheckResult } from '../../../runner/verify/define-check.ts';
import { folderFiles } from '../../../runner/workspace/folder-files.ts';
import { ask, prepare } from './ask.ts';
import { MACHINES } from './lines.ts';

const FEW = 'a row with the same tags and time as another takes its place';

/** What Verify and the live picture say of an InfluxDB, of either form. */
export function checksSuite(baseUrl: () => string): void {
  const context = () => ({
    resolve: (url: string) => url.replace('http://influxdb:8086', baseUrl()),
    files: folderFiles(''),
    signal: AbortSignal.timeout(20_000),
    mayMark: false,
  });
  const rows = (fields: object): Promise<CheckResult> => {
    const all = { id: 'row', check: 'influxdb.rows', database: 'plant', measurement: 'machine', ...fields };
    return influxdbChecks['influxdb.rows'](checkSchema.parse(all) as CheckOf<'influxdb.rows'>, context());
  };
  const database = (fields: object): Promise<CheckResult> => {
    const all = { id: 'row', check: 'influxdb.database', ...fields };
    return influxdbChecks['influxdb.database'](checkSchema.parse(all) as CheckOf<'influxdb.database'>, context());
  };

  describe('checks and the picture', () => {
    before(async () => await prepare(baseUrl(), { name: 'checks', lines: MACHINES, questions: [] }));

    test('influxdb.database says whether it is there, and what is there instead', async () => {
      assert.deepEqual(await database({ database: 'plant' }), {
        ...{ passed: true, expected: 'a database plant', actual: 'the database plant is there' },
      });
      assert.deepEqual(await database({ database: 'plnt' }), {
        ...{ passed: false, expected: 'a database plnt', actual: 'there is no database plnt; there is: plant' },
        hint: 'A database plant is there. The names must be the same, letter by letter.',
      });
      assert.equal((await database({ database: 'metrics', absent: true })).passed, true);
      assert.deepEqual(await database({ database: 'plant', absent: true }), {
        ...{ passed: false, expected: 'no database plant', actual: 'the database plant is still there' },
        hint: 'DROP DATABASE "plant" takes it away, with all that is in it.',
      });
    });

    test('influxdb.rows counts rows, of which some lack fields', async () => {
      assert.deepEqual(await rows({ atLeast: 13 }), {
        ...{ passed: true, expected: 'at least 13 rows in machine', actual: '13 rows' },
      });
      assert.deepEqual(await rows({ atLeast: 2, atMost: 12 }), {
        ...{ passed: false, expected: 'at least 2 rows and at most 12 in machine', actual: '13 rows' },
        hint: 'Rows of earlier runs are there, too. DROP MEASUREMENT "machine" takes them away; then write the rows once.',
      });
      assert.deepEqual(await rows({ exactly: 15 }), {
        ...{ passed: false, expected: 'exactly 15 rows in machine', actual: '13 rows' },
        hint: `Write 2 more rows. ${FEW[0]?.toUpperCase()}${FEW.slice(1)}.`,
      });
    });

    test('influxdb.rows looks for tags and fields, and says what the newest row has instead', async () => {
      const match = { machine: 'm1', rpm: 1020, ok: true };
      assert.deepEqual(await rows({ match, exactly: 1 }), {
        ...{ passed: true, expected: 'exactly 1 row in machine with machine = m1 and rpm = 1020 and ok = true', actual: '1 row' },
      });
      assert.deepEqual(await rows({ match: { machine: 'm9', line: 'a' }, where: 'temp > 20' }), {
        passed: false,
        expected: 'at least 1 row in machine with machine = m9 and line = a where temp > 20',
        actual: '13 rows in machine, none with machine = m9 and line = a where temp > 20; the newest has machine = "m1"',
        hint: 'Write 1 row with machine = m9 and line = a where temp > 20.',
      });
      assert.equal((await rows({ where: "machine =~ /m[12]/ AND time >= '2020-09-13T12:27:20Z'", exactly: 2 })).passed, true);
      assert.equal((await rows({ match: { machine: "it's" }, exactly: 0 })).passed, true);
    });

    test('influxdb.rows says what is there when a name is not', async () => {
      const { passed, actual, hint } = await rows({ measurement: 'machines' });
      assert.deepEqual(
        [passed, actual, hint],
        [
          false,
          'there is no measurement machines; there are: machine, states',
          'A measurement machine is there. The names must be the same, letter by letter.',
        ],
      );
      assert.match((await rows({ database: 'other' })).actual, /^there is no database other; there is: plant$/);
      assert.equal((await rows({ measurement: 'dead_letters', exactly: 0 })).passed, true);
    });

    test('influxdb.rows says how old the newest row is', async () => {
      const expected = 'at least 1 row in machine, the newest at most 60 s old';
      const old = await rows({ newestWithin: 60 });
      assert.match(old.actual, /^13 rows, the newest [\d,]+ days old$/);
      assert.deepEqual(
        [old.passed, old.expected, old.hint],
        [false, expected, 'Nothing new comes to machine: see that the program that writes to it runs.'],
      );
      await ask(baseUrl(), { write: `fresh v=1 ${Date.now()}`, with: { precision: 'ms' } });
      assert.equal((await rows({ measurement: 'fresh', newestWithin: 60 })).passed, true);
      await ask(baseUrl(), { write: `wrong v=1 ${Date.now()}` });
      assert.equal(
        (await rows({ measurement: 'wrong', newestWithin: 60 })).hint,
        'A time near 1970 was written in another unit: say precision=ms or precision=s with the write.',
      );
    });

    test('a condition that InfluxDB does not take is said in its words', async () => {
      await assert.rejects(rows({ where: 'temp >' }), {
        code: 'service.failed',
        message: /^InfluxDB refuses to look: error parsing query: found .*, expected identifier/,
        hint: 'When the words are about a condition, mend `where` of the check.',
      });
    });

    test('a picture counts the points of a measurement, and sees that one is not there', async () => {
      const things = ['plant.machine', 'plant.nothing', 'nowhere.machine'].map((name) => ({
        kind: 'measurement' as const,
        name,
      }));
      assert.deepEqual(await influxdbObserver.observe(things, context()), [
        { isThere: true, count: 13, noun: 'points', arrived: 13, facts: ['in plant'] },
        { isThere: false },
        { isThere: false },
      ]);
      const listed = await influxdbObserver.list(context());
      assert.deepEqual(
        listed.map(({ name }) => name).filter((name) => !/fresh|wrong/.test(name)),
        ['plant.machine', 'plant.states'],
      );
    });

    test('a peek shows the newest points, their tags as the key', async () => {
      const peeked = await influxdbObserver.peek({ kind: 'measurement', name: 'plant.machine' }, context());
      assert.deepEqual([peeked.state, peeked.total, peeked.noun, peeked.order], ['seen', 13, 'points', 'newest first']);
      const [first] = peeked.messages;
      assert.deepEqual(
        [first?.place, first?.at, first?.key?.text, first?.value?.text],
        ['2020-09-13T12:27:30Z', 1_600_000_050_000, 'line=a,machine=m1', '{"ok":true,"rpm":1020,"temp":23}'],
      );
      assert.equal((await influxdbObserver.peek({ kind: 'measurement', name: 'plant.none' }, context())).state, 'missing');
    });
  });
}
