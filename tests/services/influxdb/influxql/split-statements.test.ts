import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { splitStatements } from '../../../../runner/services/influxdb/influxql/split-statements.ts';

const texts = (text: string): string[] => splitStatements(text).map((statement) => statement.text);

describe('a text of InfluxQL is split', () => {
  test('at semicolons, each statement with the place where it begins; the last one needs none', () => {
    assert.deepEqual(splitStatements('-- first\nSHOW DATABASES;\n\n USE\n a;;\nSHOW SERIES\n'), [
      { text: 'SHOW DATABASES', start: 9 },
      { text: 'USE\n a', start: 27 },
      { text: 'SHOW SERIES', start: 36 },
    ]);
    assert.deepEqual(texts(' -- nothing; here\n/* nor; here */ ;'), []);
  });

  test('not in quotes, comments and regular expressions', () => {
    const one = "SELECT \"a;b\" FROM /c;d/ WHERE e = 'f;\\';g' /* h; */ AND i =~ /j;\\/k/ -- l; m";
    assert.deepEqual(texts(`${one}\n; SELECT a / b; SELECT c / d`), [one, 'SELECT a / b', 'SELECT c / d']);
  });

  test('after the line of an INSERT, whatever is in it', () => {
    assert.deepEqual(texts('USE a;\n  INSERT m f="x; y" 1\ninsert m f=2 2\nSELECT * FROM m'), [
      'USE a',
      'INSERT m f="x; y" 1',
      'insert m f=2 2',
      'SELECT * FROM m',
    ]);
  });
});
