import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { splitStatements } from '../../../runner/services/flink/sql/split-statements.ts';

const texts = (sql: string): string[] => splitStatements(sql).map(({ text }) => text);

describe('a text of Flink SQL is split', () => {
  test('at semicolons, each statement with the line it begins in; the last one needs none', () => {
    assert.deepEqual(splitStatements('-- first\nSELECT 1;\n\n  SELECT\n 2;;\nSELECT 3'), [
      { text: 'SELECT 1', line: 2 },
      { text: 'SELECT\n 2', line: 4 },
      { text: 'SELECT 3', line: 6 },
    ]);
  });

  test('not in quotes and comments', () => {
    assert.deepEqual(texts("SELECT 'a;b', 'it''s; c', `d;e` -- f; g\n, /* h; */ 1; SELECT \"i;j\""), [
      "SELECT 'a;b', 'it''s; c', `d;e` -- f; g\n, /* h; */ 1",
      'SELECT "i;j"',
    ]);
  });

  test('not in a statement set, whose END may be that of a CASE', () => {
    const set =
      "EXECUTE STATEMENT SET\nBEGIN\nINSERT INTO a SELECT CASE WHEN x = 'END;' THEN 1 ELSE 2 END FROM s;\nINSERT INTO b SELECT 1;\nEND";
    assert.deepEqual(texts(`${set};\nSELECT CASE x WHEN 1 THEN 2 END FROM t; SELECT 2`), [
      set,
      'SELECT CASE x WHEN 1 THEN 2 END FROM t',
      'SELECT 2',
    ]);
  });

  test('keeps hints, and what is never closed is one statement that Flink refuses', () => {
    assert.deepEqual(texts("/*+ OPTIONS('a'='b') */ SELECT 1; SELECT 'open; SELECT 2"), [
      "/*+ OPTIONS('a'='b') */ SELECT 1",
      "SELECT 'open; SELECT 2",
    ]);
  });

  test('into nothing when there are only comments', () => {
    assert.deepEqual(texts('-- nothing; at all\n/* and ; nothing */ ; ;'), []);
    assert.deepEqual(texts(''), []);
  });
});
