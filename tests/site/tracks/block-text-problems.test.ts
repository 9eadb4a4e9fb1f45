import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readLessonSource } from '#contract/lesson-source.ts';
import { blockTextProblems } from '../../../src/tracks/block-text-problems.ts';

const FENCE = '```';

/** What is told of a block of this language, whose text begins in line 9. */
function told(meta: string, text: string): string[] {
  const source = `---\ntitle: A\nsummary: B.\nminutes: 1\nservices: [influxdb]\n---\n\n${FENCE}${meta}\n${text}\n${FENCE}\n`;
  const { blocks, problems } = readLessonSource(source);
  assert.deepEqual(problems, []);
  return blockTextProblems(blocks).map(({ line, message, hint }) => `${line} ${message} ${hint}`);
}

describe('a file of JSON is JSON', () => {
  const json = (text: string, file = 'sky.json') => told(`json file=${file} id=sky`, text);
  const HINT = 'Mind quotes, commas and brackets.';

  test('or its line is told', () => {
    assert.deepEqual(json('{ "a": [1, 2] }'), []);
    assert.deepEqual(json('{\n  "a": 1,\n}'), [`11 \`sky.json\` is not JSON: Expected double-quoted property name. ${HINT}`]);
    assert.deepEqual(json('{\n  "a": 1\n  "b": 2\n}'), [
      `11 \`sky.json\` is not JSON: Expected ',' or '}' after property value. ${HINT}`,
    ]);
    assert.deepEqual(json('{\n  "a": yes\n}'), [`10 \`sky.json\` is not JSON: Unexpected token 'y'. ${HINT}`]);
    assert.deepEqual(json('{\n  "a": [1,\n'), [`11 \`sky.json\` is not JSON: Unexpected end of JSON input. ${HINT}`]);
  });

  test('unless it has a value in each line', () => assert.deepEqual(json('{ "a": 1 }\n{ "a": 2 }', 'sky.jsonl'), []));
});

describe('InfluxDB is asked about a database', () => {
  const influxql = (text: string, meta = '') => told(`influxql run id=sky${meta}`, text);
  const without = (line: number, word: string) =>
    `${line} Block \`sky\` says ${word} without a database. Begin it with \`USE\` and the name of the database: \`USE plant;\`.`;

  test('or the first statement that wants one is told', () => {
    assert.deepEqual(influxql('SELECT * FROM air;'), [without(9, 'SELECT')]);
    assert.deepEqual(influxql('-- what is there; and what not?\nSHOW DATABASES;\nshow measurements;\nSELECT 1'), [
      without(11, 'SHOW'),
    ]);
    assert.deepEqual(influxql('INSERT air temp=1\nUSE plant'), [without(9, 'INSERT')]);
    assert.deepEqual(influxql('CREATE DATABASE "a;b"; SELECT mean(temp)\n  FROM air'), [without(9, 'SELECT')]);
  });

  test('and nothing is told where it is said, not wanted, or to fail', () => {
    for (const text of [
      'USE plant;\nSELECT * FROM air;',
      'CREATE DATABASE plant;\nSHOW DATABASES;',
      'SHOW MEASUREMENTS ON plant',
      'SHOW RETENTION POLICIES ON plant;',
      'SELECT * FROM plant..air',
      'SELECT * FROM "plant"."autogen"."air"',
      'DROP DATABASE plant; SHOW CONTINUOUS QUERIES',
    ])
      assert.deepEqual(influxql(text), [], text);
    assert.deepEqual(influxql('SELECT * FROM air;', ' exit=1'), []);
  });
});
