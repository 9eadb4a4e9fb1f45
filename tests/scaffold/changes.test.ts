import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, test } from 'node:test';
import { applyTexts } from '../../runner/scaffold/changes.ts';
import { ROOT } from '../stages/run-command.ts';
import { temporaryDir } from '../support/fixture-content.ts';

let root = '';
beforeEach(() => {
  root = temporaryDir('towpath-scaffold');
  mkdirSync(join(root, 'runner'));
  writeFileSync(join(root, 'runner/old.ts'), 'export const old = 1;\n');
  writeFileSync(join(root, 'biome.json'), '{ "formatter": { "indentStyle": "space" } }\n');
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
});

const isAsBefore = () => {
  assert.deepEqual(readdirSync(root).sort(), ['biome.json', 'node_modules', 'runner']);
  assert.deepEqual(readdirSync(join(root, 'runner')), ['old.ts']);
  assert.equal(readFileSync(join(root, 'runner/old.ts'), 'utf8'), 'export const old = 1;\n');
};

test('new and changed files are told apart, and code is formatted', () => {
  const written = applyTexts({ root }, { 'runner/old.ts': 'export const old   = 2', 'content/a/b.yaml': 'a:   1\n' });
  assert.deepEqual(written, { made: ['content/a/b.yaml'], changed: ['runner/old.ts'] });
  assert.equal(readFileSync(join(root, 'runner/old.ts'), 'utf8'), 'export const old = 2;\n');
  assert.equal(readFileSync(join(root, 'content/a/b.yaml'), 'utf8'), 'a:   1\n');
});

test('a file that is written as it was is not told as changed', () => {
  const written = applyTexts(
    { root },
    { 'runner/old.ts': 'export const old   = 1', 'runner/new.ts': 'export const more = 1;\n' },
  );
  assert.deepEqual(written, { made: ['runner/new.ts'], changed: [] });
});

describe('nothing is left half written', () => {
  const texts = { 'runner/old.ts': 'export const old = 2;\n', 'content/a/b.yaml': 'a: 1\n' };

  test('when a file cannot be written', () => {
    assert.throws(() => applyTexts({ root }, { ...texts, 'biome.json/in-a-file.ts': '' }), /ENOTDIR|EEXIST/);
    isAsBefore();
  });

  test('when what comes afterwards fails, with what it wrote itself', () => {
    const after = (write: (texts: Record<string, string>) => void) => {
      write({ 'docker/more.yaml': 'b: 1\n' });
      assert.ok(existsSync(join(root, 'docker/more.yaml')) && existsSync(join(root, 'content/a/b.yaml')));
      throw new Error('It is no use.');
    };
    assert.throws(() => applyTexts({ root }, texts, after), /It is no use\./);
    isAsBefore();
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    test(`when ${signal} comes to all of it while a program runs`, () => {
      const changes = join(ROOT, 'runner/scaffold/changes.ts');
      const script = `import { execFileSync } from 'node:child_process';
        import { applyTexts } from ${JSON.stringify(changes)};
        const toAll = () => execFileSync(process.execPath, ['-e', 'process.kill(0, "${signal}"); setTimeout(() => {}, 60_000)']);
        try { applyTexts({ root: ${JSON.stringify(root)} }, ${JSON.stringify(texts)}, toAll); }
        catch (error) { console.log(error.message); }`;
      // In a group of its own, which is what a terminal's Ctrl-C goes to.
      const options = { detached: true, encoding: 'utf8' as const, timeout: 60_000 };
      const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], options);
      assert.deepEqual([stdout, status], [`It was interrupted (${signal}).\n`, 0]);
      isAsBefore();
    });

  test('when what was written is no code', () => {
    assert.throws(
      () => applyTexts({ root }, { ...texts, 'runner/new.ts': 'export const = ;\n' }),
      /does not pass the linter:[\s\S]*new\.ts/,
    );
    isAsBefore();
  });
});
