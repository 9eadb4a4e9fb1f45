import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { before, describe, test } from 'node:test';
import { rowsLineText } from '#contract/rows.ts';
import { prepare } from './ask.ts';
import { MACHINES } from './lines.ts';

const PROGRAM = join(import.meta.dirname, '../../../runner/services/influxdb/influxql/main.ts');

/** What an `influxql` block shows, asked of either form. */
export function languageSuite(baseUrl: () => string): void {
  const run = async (statements: string, address = new URL(baseUrl()).host) => {
    const job = { text: statements, lesson: 'try/one', block: 'ask', addresses: { http: address } };
    const child = spawn(process.execPath, [PROGRAM, JSON.stringify(job)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    return { lines: output.trimEnd().split('\n').map(rowsLineText), output, status: child.exitCode };
  };

  describe('a block in influxql', () => {
    before(async () => await prepare(baseUrl(), { name: 'language', lines: MACHINES, questions: [] }));

    test('shows rows as a table, with the tags of series as columns', async () => {
      const statements = [
        'USE plant;',
        "SELECT temp, note FROM machine WHERE machine = 'm1' LIMIT 2; -- a comment; with a sign",
        'SELECT max(temp) FROM machine GROUP BY machine SLIMIT 2',
      ];
      assert.deepEqual(await run(statements.join('\n')).then(({ lines, status }) => ({ lines, status })), {
        status: 0,
        lines: [
          'Using database plant',
          ...['name: machine', 'time | temp | note', '2020-09-13T12:26:40Z | 20.5 | start', '2020-09-13T12:26:50Z | 21 | null'],
          ...['name: machine', 'time | machine | max', '2020-09-13T12:27:30Z | m1 | 23', '2020-09-13T12:26:52Z | m2 | 31.5'],
        ],
      });
    });

    test('takes INSERT and says what has no rows', async () => {
      const statements =
        'USE plant;\nINSERT note,by=me text="a; b",n=9007199254740993i 5\nSELECT * FROM note;\nSELECT * FROM none;\nDROP MEASUREMENT note';
      assert.deepEqual((await run(statements)).lines, [
        'Using database plant',
        'Written: note,by=me text="a; b",n=9007199254740993i 5',
        ...['name: note', 'time | by | n | text', '1970-01-01T00:00:00.000000005Z | me | 9007199254740993 | a; b'],
        ...['No rows: SELECT * FROM none', 'Done: DROP MEASUREMENT note'],
      ]);
    });

    test("ends at the first statement that fails, in InfluxDB's words, with the line of the block", async () => {
      const { lines, status } = await run('USE plant;\nSHOW MEASUREMENTS;\nSELECT temp,\n  FROM machine;\nSHOW DATABASES');
      assert.equal(status, 1);
      assert.deepEqual(lines.slice(-1), [
        'SELECT temp, FROM machine failed.\nerror parsing query: found FROM, expected identifier, string, number, bool at line 4, char 3',
      ]);
      assert.deepEqual((await run('USE plant; SELECT mean(note) FROM machine')).lines.slice(1), [
        'SELECT mean(note) FROM machine failed.\nunsupported mean iterator type: *query.stringInterruptIterator',
      ]);
    });

    test('says what to do when no database is chosen, or one that is not there', async () => {
      const { output } = await run('SELECT * FROM machine');
      assert.deepEqual(JSON.parse(output), {
        error: 'SELECT * FROM machine failed.\ndatabase name required',
        hint: 'Begin the block with USE and the name of the database: USE plant;',
      });
      assert.deepEqual((await run('USE plnt')).lines, ['USE plnt failed.\nthere is no database plnt; there is: plant']);
      assert.deepEqual((await run('INSERT a b=1')).lines, ['INSERT a b=1 failed.\ndatabase is required']);
      assert.deepEqual((await run('USE plant; INSERT a b')).lines.slice(1), [
        "INSERT a b failed.\nunable to parse 'a b': invalid field format",
      ]);
    });
  });
}
