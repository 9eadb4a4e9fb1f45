import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addBefore,
  addEntry,
  addImport,
  addToCall,
  entriesOf,
  isReservedWord,
  setValue,
} from '../../runner/scaffold/edit-source.ts';

test('an entry is put behind the last one of a list or an object, whatever is around it', () => {
  assert.equal(addEntry('const a = [1, 2] as const;', 'a', '3'), 'const a = [1, 2,\n3] as const;');
  assert.equal(addEntry('const a: number[] = [];', 'a', '3'), 'const a: number[] = [\n3];');
  assert.equal(
    addEntry('const o = {\n  a: 1, // why\n} satisfies O;', 'o', 'b: 2'),
    'const o = {\n  a: 1,\nb: 2, // why\n} satisfies O;',
  );
  assert.equal(addEntry("describe('x', () => {\n  const o = { a: 1 };\n});", 'o', 'b: 2').includes('a: 1,\nb: 2 }'), true);
});

test('a list inside a call gets an entry', () => {
  assert.equal(
    addToCall("const s = z.union('check', [...a, ...b]);", 's', '...c'),
    "const s = z.union('check', [...a, ...b, ...c]);",
  );
});

test('a statement is put before another and its comment', () => {
  assert.equal(
    addBefore("import 'z';\n\n/** List. */\nexport const list = [];\n", 'list', 'const a = 1;\n'),
    "import 'z';\n\nconst a = 1;\n\n/** List. */\nexport const list = [];\n",
  );
});

test('an import is added once, and a value is replaced', () => {
  const once = addImport("import 'a';\nconst x = 1;\n", "import 'b';");
  assert.equal(once, "import 'a';\nimport 'b';\nconst x = 1;\n");
  assert.equal(addImport(once, "import 'b';"), once);
  assert.equal(setValue('export const X = 1;\n', 'X', '2'), 'export const X = 2;\n');
});

test('the entries of an object have name, line and text', () => {
  assert.deepEqual(entriesOf("const o = {\n  a: 1,\n  'b.c': (x) => x,\n  3: {},\n};", 'o'), [
    { name: 'a', line: 2, text: 'a: 1' },
    { name: 'b.c', line: 3, text: "'b.c': (x) => x" },
    { name: '3', line: 4, text: '3: {}' },
  ]);
  assert.deepEqual(entriesOf('const o = {};', 'other'), []);
});

test('a variable that is gone is named', () => {
  assert.throws(() => addEntry('const a = [];', 'b', '1'), /The file has no `b` any more\./);
  assert.throws(() => addEntry('const a = 1;', 'a', '1'), /`a` is no longer a list or an object\./);
});

test('words of the language are known', () => {
  assert.deepEqual(['delete', 'class', 'package', 'lock', 'dataLake', 'of'].map(isReservedWord), [
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});
