import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readStatement } from '../../../../runner/services/influxdb/influxql/read-statement.ts';

test('USE names a database and may name a retention policy', () => {
  assert.deepEqual(readStatement('USE plant'), { do: 'use', database: 'plant' });
  assert.deepEqual(readStatement('use "a \\"b\\" . c"."autogen"'), { do: 'use', database: 'a "b" . c', policy: 'autogen' });
  for (const wrong of ['USE', 'USE a b', 'USE a.b.c', 'USE a.'])
    assert.deepEqual(readStatement(wrong), { do: 'refuse', words: 'USE takes the name of a database: USE plant' }, wrong);
});

test('INSERT has line protocol; INSERT INTO is refused', () => {
  assert.deepEqual(readStatement('INSERT m,t=a f=1 1'), { do: 'insert', lines: 'm,t=a f=1 1' });
  assert.equal(readStatement('INSERT INTO rp m f=1').do, 'refuse');
  assert.deepEqual(readStatement('SELECT * FROM usage'), { do: 'query' });
});
