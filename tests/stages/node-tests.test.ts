import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { ROOT } from './run-command.ts';
import type { StageResult } from './stage.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'towpath stages '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Node marks the processes of its test runner, and a run inside a run does nothing: the mark is taken off. */
function node(args: string[], env: Record<string, string> = {}) {
  return spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, NODE_TEST_CONTEXT: undefined, CI: undefined, TOWPATH_NO_SKIP: undefined, ...env },
  });
}

function runTests(files: Record<string, string>, wanted: string[] = []): StageResult {
  for (const [name, text] of Object.entries(files))
    writeFileSync(
      join(folder, name),
      `import assert from 'node:assert/strict';\nimport { describe, test } from 'node:test';\n${text}`,
    );
  const options = { pattern: join(folder, '*.test.mjs'), files: wanted, concurrency: 2, fileTimeoutMs: 10_000 };
  const script = `import { nodeTests } from ${JSON.stringify(join(ROOT, 'tests/stages/node-tests.ts'))};
    console.log(JSON.stringify(await nodeTests(${JSON.stringify(options)})));`;
  // A file and not -e: the processes of a run get the same arguments as the one that started it.
  writeFileSync(join(folder, 'main.mjs'), script);
  const { stdout, stderr } = node([join(folder, 'main.mjs')]);
  assert.notEqual(stdout, '', stderr);
  return JSON.parse(stdout) as StageResult;
}

describe('a run of test files', () => {
  test('counts tests, not groups, and gives the reason of what was skipped', () => {
    const result = runTests({
      'a.test.mjs': "describe('g', () => { test('one', () => {}); test('two', { skip: 'needs Docker' }, () => {}); });",
      'b.test.mjs': "test('three', () => {}); test('four', { todo: 'later' }, () => assert.ok(false));",
    });
    assert.deepEqual(
      { ...result, output: '' },
      { passed: 2, failed: 0, skips: ['two: needs Docker', 'four: later'], output: '' },
    );
  });

  test('shows what failed in full', () => {
    const { passed, failed, output } = runTests({
      'a.test.mjs': "describe('g', () => { test('right', () => {}); test('wrong', () => assert.equal(1, 2)); });",
    });
    assert.deepEqual([passed, failed], [1, 1]);
    assert.match(output, /✖ wrong[\s\S]*Expected values to be strictly equal[\s\S]*1 !== 2/);
    assert.doesNotMatch(output, /✔ right/);
  });

  test('fails for a file that cannot be loaded, and shows why', () => {
    const { failed, output } = runTests({ 'a.test.mjs': "import './not-there.mjs';" });
    assert.equal(failed, 1);
    assert.match(output, /Cannot find module .*not-there\.mjs/);
  });

  test('fails for a group whose own code throws', () => {
    const { failed } = runTests({ 'a.test.mjs': "describe('g', () => { throw new Error('no'); });" });
    assert.equal(failed, 1);
  });

  test('fails for a file without a test', () => {
    const { passed, failed, output } = runTests({ 'a.test.mjs': '' });
    assert.deepEqual([passed, failed], [0, 1]);
    assert.match(output, /a\.test\.mjs has no test\./);
  });

  test('fails when no file matches', () => {
    const { passed, failed, output } = runTests({});
    assert.deepEqual([passed, failed], [0, 1]);
    assert.match(output, /^No file matches /);
  });

  test('runs only the files that were asked for', () => {
    const { passed } = runTests({ 'a.test.mjs': "test('a', () => {});", 'b.test.mjs': "test('b', () => {});" }, ['b.test']);
    assert.equal(passed, 1);
  });
});

describe('npm test', () => {
  const lastLine = (text: string) => text.trimEnd().split('\n').at(-1);

  test('ends with the plain counts, after a table', () => {
    const { status, stdout } = node(['tests/run.ts', '--only', 'unit', '--', 'contract/hash']);
    assert.match(lastLine(stdout) ?? '', /^\d+ passed, 0 failed$/);
    assert.match(stdout, /^stage +passed +failed +skipped +time$/m);
    assert.equal(status, 0);
  });

  test('fails when nothing was left to run', () => {
    const { status, stdout } = node(['tests/run.ts', '--only', 'unit', '--', 'no-such-file']);
    assert.equal(lastLine(stdout), '0 passed, 1 failed');
    assert.equal(status, 1);
  });

  test('refuses an unknown stage with the nearest right name', () => {
    const { status, stderr } = node(['tests/run.ts', '--only', 'unti']);
    assert.match(stderr, /^There is no stage unti\. Did you mean unit\?\n/);
    assert.equal(status, 1);
  });
});
