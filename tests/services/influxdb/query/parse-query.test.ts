import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseQuery } from '../../../../runner/services/influxdb/embedded/query/parse/parse-query.ts';

/** What InfluxDB 1.6.7 says to texts that it cannot read; places are counted as it counts them. */
const REFUSED: readonly (readonly [string, string])[] = [
  ['SHOW TAG x', 'found x, expected KEY, KEYS, VALUES at line 1, char 10'],
  ['SHOW RETENTION', 'found EOF, expected POLICIES at line 1, char 16'],
  ['SELECT sin(1', 'found EOF, expected ) at line 1, char 13'],
  ["SELECT 'abc", 'found abc, expected identifier, string, number, bool at line 1, char 7'],
  ['SELECT value FROM /abc', 'bad regex:  at line 1, char 18'],
  ['SELECT value FROM "ab\\c"', 'found \\c, expected identifier at line 1, char 23'],
  ['SELECT value\nFROM cpu\n  x', 'found x, expected ; at line 3, char 3'],
  ['SELECT a.b.c.d FROM cpu', 'too many segments in "a"."b"."c".d at line 1, char 1'],
  ['SELECT value > 1 FROM cpu', 'invalid operator > in SELECT clause at line 1, char 8; operator is intended for WHERE clause'],
  ['SELECT value FROM cpu GROUP BY time(10s) fill()', 'fill requires an argument, e.g.: 0, null, none, previous, linear'],
  ['SELECT value FROM cpu ORDER BY value', 'only ORDER BY time supported at this time'],
  ["SELECT value FROM cpu tz('x')", 'unable to find time zone x'],
  ['DELETE FROM a.b', 'retention policy not supported at line 1, char 1'],
];

for (const [text, message] of REFUSED) {
  test(`${JSON.stringify(text)} is refused as InfluxDB refuses it`, () => {
    assert.throws(() => parseQuery(text, {}), { message });
  });
}

test('a parameter stands for a value, a name or a pattern, and a missing one is named', () => {
  const params = { v: 2.5, name: { identifier: 'a b' }, like: { regex: '^x' } };
  const [statement] = parseQuery('SELECT $name FROM cpu WHERE host =~ $like AND value > $v', params);
  assert.ok(statement?.kind === 'select' && statement.condition?.kind === 'binary');
  assert.deepEqual(statement.fields[0]?.expr, { kind: 'name', name: 'a b' });
  assert.deepEqual(statement.condition.right, {
    ...{ kind: 'binary', op: '>' },
    left: { kind: 'name', name: 'value' },
    right: { kind: 'number', value: 2.5 },
  });
  assert.throws(() => parseQuery('SELECT value FROM cpu WHERE host = $who', {}), { message: 'missing parameter: who' });
});
