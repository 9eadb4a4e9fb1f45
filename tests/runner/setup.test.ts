import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../../runner/setup.mjs', import.meta.url));

/** A stand-in for npm's own program: the registry is not part of these tests. It does what `NPM` says. */
const NPM = `
import { mkdirSync, symlinkSync, writeFileSync, appendFileSync } from 'node:fs';
appendFileSync('calls.txt', process.argv.slice(2).join(' ') + '\\n');
if (process.env.NPM === 'fails') { console.error('npm error code E404'); process.exit(1); }
mkdirSync('node_modules/.bin', { recursive: true });
if (process.env.NPM === 'is cut off') process.kill(process.pid, 'SIGINT');
if (process.env.NPM === 'has no node') process.exit(0);
try { symlinkSync(process.env.NPM === 'has a broken node' ? '/bin/false' : process.execPath, 'node_modules/.bin/node'); } catch {}
`;

let project: string;
let bin: string;

beforeEach(() => {
  project = join(mkdtempSync(join(tmpdir(), 'towpath-setup-')), 'a clone');
  bin = join(project, 'bin');
  mkdirSync(join(project, 'runner'), { recursive: true });
  mkdirSync(bin);
  copyFileSync(source, join(project, 'runner', 'setup.mjs'));
  writeFileSync(join(project, 'package-lock.json'), '{}');
  writeFileSync(join(project, 'npm-cli.js'), NPM);
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  for (const tool of ['bash', 'curl', 'npm']) addTool(tool);
});
afterEach(() => rmSync(join(project, '..'), { recursive: true, force: true }));

function addTool(name: string): void {
  writeFileSync(join(bin, name), '#!/bin/sh\n');
  chmodSync(join(bin, name), 0o755);
}

function setup(npm = 'works'): { status: number | null; stdout: string; stderr: string } {
  const env = { PATH: bin, NPM: npm, npm_execpath: join(project, 'npm-cli.js') };
  return spawnSync(process.execPath, [join(project, 'runner', 'setup.mjs')], { encoding: 'utf8', env });
}

describe('setting up a fresh clone', { skip: process.platform === 'win32' && 'Towpath runs in WSL2 there' }, () => {
  test('it installs from the lock, with what it needs whatever the person’s settings, and says how long it took', () => {
    const { status, stdout, stderr } = setup();
    assert.equal(stderr, '');
    assert.equal(status, 0);
    assert.match(stdout, /^Towpath: installing the packages, about a minute the first time …\nTowpath: installed in \d+ s\.\n$/);
    assert.match(calls(), /^ci --include=dev --include=optional --ignore-scripts /);
  });

  test('the second time there is nothing to do, and nothing is said', () => {
    setup();
    assert.deepEqual(pick(setup()), { status: 0, stdout: '', stderr: '' });
    assert.equal(calls().split('\n').length, 2);
  });

  test('a changed lock is installed', () => {
    setup();
    writeFileSync(join(project, 'package-lock.json'), '{ "packages": {} }');
    assert.match(setup().stdout, /^Towpath: bringing the packages up to date …/);
  });

  test('an install that was cut off is done again', () => {
    assert.equal(setup('is cut off').status, 130);
    assert.equal(existsSync(join(project, 'node_modules')), true);
    assert.equal(setup().status, 0);
    assert.equal(existsSync(join(project, 'node_modules', '.bin', 'node')), true);
  });

  test('a cut-off update does not leave the old stamp behind', () => {
    setup();
    writeFileSync(join(project, 'package-lock.json'), '{ "packages": {} }');
    setup('is cut off');
    writeFileSync(join(project, 'package-lock.json'), '{}');
    assert.match(setup().stdout, /installed in/);
  });

  test('a missing Node in node_modules is put back', () => {
    setup();
    rmSync(join(project, 'node_modules', '.bin', 'node'));
    assert.match(setup().stdout, /installed in/);
  });

  test('npm’s own words are shown when it fails, and what to do', () => {
    const { status, stderr } = setup('fails');
    assert.equal(status, 1);
    assert.equal(
      stderr,
      'npm error code E404\n\nnpm could not install the packages; its own words are above.\n' +
        '  Check the network, the registry (`npm config get registry`) and the free disk space, then run the same command again.\n\n',
    );
  });

  test('a registry without the package of Node is named as the reason', () => {
    const { status, stderr } = setup('has no node');
    assert.equal(status, 1);
    assert.match(
      stderr,
      /npm installed everything except Node 26 for \w+-\w+: the registry has no such package\.\n {2}Use a registry/,
    );
    assert.match(setup().stdout, /installed in/);
  });

  test('a Node that does not run on this system is named as the reason', () => {
    const { status, stderr } = setup('has a broken node');
    assert.equal(status, 1);
    assert.match(stderr, /The Node 26 that npm installed does not run here: .*\n {2}It needs glibc 2\.28 or newer/);
  });

  test('every missing tool is named with its install line, and nothing is installed', () => {
    rmSync(join(bin, 'bash'));
    rmSync(join(bin, 'curl'));
    const { status, stderr } = setup();
    assert.equal(status, 1);
    assert.match(stderr, /bash is missing\.\n {2}(?:Debian or Ubuntu: sudo apt-get|Fedora: sudo dnf|macOS: brew) install bash\n/);
    assert.match(stderr, /curl is missing\.\n/);
    assert.equal(existsSync(join(project, 'calls.txt')), false);
  });

  test('a file of that name that cannot be run is not the tool', () => {
    chmodSync(join(bin, 'curl'), 0o644);
    assert.match(setup().stderr, /curl is missing\./);
  });

  test('a program that only links to nothing is missing', () => {
    rmSync(join(bin, 'curl'));
    symlinkSync('/nowhere/curl', join(bin, 'curl'));
    assert.match(setup().stderr, /curl is missing\./);
  });
});

function calls(): string {
  return readFileSync(join(project, 'calls.txt'), 'utf8');
}

function pick({ status, stdout, stderr }: { status: number | null; stdout: string; stderr: string }) {
  return { status, stdout, stderr };
}
