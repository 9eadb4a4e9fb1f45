import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRowsLine, rowsLineText } from '../../runner/contract/rows.ts';

test('a line is columns, a row, a note or an error; anything else is no line of rows', () => {
  for (const line of [{ columns: [{ name: 'a' }] }, { row: ['1', null], kind: '-U' }, { note: 'Done.' }, { error: 'No.' }])
    assert.deepEqual(readRowsLine(JSON.stringify(line)), line);
  for (const line of ['', 'Error: it crashed', '{"row":', '[1]', 'null', '7', '{"rows":[]}', '{"note":1}'])
    assert.equal(readRowsLine(line), undefined, line);
});

test('what is expected of rows is compared with the cells as they are shown', () => {
  assert.equal(rowsLineText('{"row":["canal","3"],"kind":"+U"}'), 'canal | 3');
  assert.equal(rowsLineText('{"row":["say \\"hi\\"",null]}'), 'say "hi" | null');
  assert.equal(rowsLineText('{"columns":[{"name":"word"},{"name":"n","isNumber":true}]}'), 'word | n');
  assert.equal(rowsLineText('{"columns":[{"name":"word"}],"again":7}'), '');
  assert.equal(rowsLineText('{"note":"Job submitted: 1"}'), 'Job submitted: 1');
  assert.equal(rowsLineText('{"error":"Object not found","hint":"Look."}'), 'Object not found');
  assert.equal(rowsLineText('Error: it crashed'), 'Error: it crashed');
});
