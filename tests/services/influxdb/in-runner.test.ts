import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rowsLineText } from '#contract/rows.ts';
import { fence } from '../../support/fixture-content.ts';
import { lessonShell } from '../../support/lesson-shell.ts';

const CREATE = "curl -s -X POST http://influxdb:8086/query --data-urlencode 'q=CREATE DATABASE plant'";
const WRITE = 'curl -s -w \'%{http_code}\' -X POST "$INFLUX_URL/write?db=plant" --data-binary';
const program = `const response = await fetch(\`\${process.env.INFLUX_URL}/query?db=plant\`, {
  method: 'POST',
  body: new URLSearchParams({ q: 'SELECT sum(temp) FROM machine' }),
});
console.log(await response.text());`;

describe('InfluxDB on the embedded stack of a runner', () => {
  const { lessonId, client } = lessonShell('01-rows', {
    services: ['influxdb'],
    checks: [
      '{ id: database, check: influxdb.database, database: plant }',
      '{ id: rows, check: influxdb.rows, database: plant, measurement: machine, exactly: 2, match: { line: a }, newestWithin: 60 }',
    ],
    blocks: [
      fence('id=create', CREATE),
      fence('id=write', `${WRITE} 'machine,line=a,machine=m1 temp=20.5\nmachine,line=a,machine=m2 temp=1'`),
      `\`\`\`ts run id=ask file=ask.ts\n${program}\n\`\`\``,
      '```influxql run id=sum expect="21.5"\nUSE plant;\nSELECT sum(temp) FROM machine GROUP BY line\n```',
      '```influxql run id=wrong exit=1\nUSE plant;\nSELECT nothing(temp) FROM machine\n```',
    ],
  });

  test('curl finds it by its name and by its variable, a program by the variable', async () => {
    assert.deepEqual(
      (await client().verify(lessonId)).rows.map(({ outcome, actual }) => [outcome, actual]),
      [
        ['failed', 'there is no database plant; there are no databases'],
        ['failed', 'there is no database plant; there are no databases'],
      ],
    );
    assert.match((await client().runBlock(lessonId, 'create')).output, /\{"results":\[\{"statement_id":0\}\]\}/);
    assert.match((await client().runBlock(lessonId, 'write')).output, /204/);
    assert.match(
      (await client().runBlock(lessonId, 'ask')).output,
      /"columns":\["time","sum"\],"values":\[\["1970-01-01T00:00:00Z",21.5\]\]/,
    );
  });

  test('a block in influxql shows rows, and the words of InfluxDB when it is refused', async () => {
    const { output, status } = await client().runBlock(lessonId, 'sum');
    const lines = output.trim().split(/\r?\n/).map(rowsLineText);
    assert.deepEqual(
      [status.state, lines],
      ['ok', ['Using database plant', 'name: machine', 'time | line | sum', '1970-01-01T00:00:00Z | a | 21.5']],
    );
    const refused = await client().runBlock(lessonId, 'wrong');
    assert.match(refused.output, /undefined function nothing\(\)/);
    assert.equal(refused.status.exitCode, 1);
  });

  test('Verify sees the database and its rows', async () => {
    const { rows } = await client().verify(lessonId);
    assert.deepEqual(
      rows.map(({ outcome, expected }) => [outcome, expected]),
      [
        ['passed', 'a database plant'],
        ['passed', 'exactly 2 rows in machine with line = a, the newest at most 60 s old'],
      ],
    );
  });
});
