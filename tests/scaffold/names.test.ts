import assert from 'node:assert/strict';
import { test } from 'node:test';
import { camelOf, folderOf, pascalOf, slugOf, titleOf } from '../../runner/scaffold/names.ts';
import { Refusal } from '../../runner/scaffold/refusal.ts';

test('a title becomes a folder in lower-case letters, digits and hyphens', () => {
  assert.equal(slugOf('A queue to receive events'), 'a-queue-to-receive-events');
  assert.equal(slugOf('Heiß'), 'heiss');
  assert.equal(slugOf('Où est le café?'), 'ou-est-le-cafe');
  assert.equal(slugOf("The broker's 2nd life — again"), 'the-brokers-2nd-life-again');
  assert.equal(slugOf(`${'a'.repeat(59)} b`), 'a'.repeat(59));
});

test('a title that cannot be a folder is refused with what to write', () => {
  const refused = (title: string, message: RegExp) =>
    assert.throws(
      () => folderOf(title, 20),
      (error: Refusal) => error instanceof Refusal && message.test(`${error.message} ${error.hint}`),
    );
  refused('  ', /^The title is empty\. Write it in quotes/);
  refused('two\nlines', /^The title is not one line of text\. Leave out line breaks/);
  refused('x'.repeat(21), /^The title has 21 characters\. Say it in 20/);
  refused('Ωмега…', /^No folder can be called after “Ωмега…”: it has no letter from a to z/);
});

test('an id has a form for values, one for functions and one for sentences', () => {
  assert.deepEqual(
    [camelOf('schema-registry'), pascalOf('schema-registry'), titleOf('schema-registry'), camelOf('s3'), pascalOf('a-2')],
    ['schemaRegistry', 'SchemaRegistry', 'Schema Registry', 's3', 'A2'],
  );
});
