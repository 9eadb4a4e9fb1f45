import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { findBrowser } from './find-browser.ts';

const folder = mkdtempSync(join(tmpdir(), 'towpath browser '));
after(() => rmSync(folder, { recursive: true, force: true }));

function program(path: string, mode = 0o755): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '#!/bin/sh\n');
  chmodSync(file, mode);
  return file;
}

test('on Linux a browser is found on PATH, Chromium before Chrome and Edge', () => {
  const edge = program('one/microsoft-edge');
  const chromium = program('two/chromium');
  program('two/google-chrome', 0o644);
  assert.equal(findBrowser({ PATH: `${folder}/one:${folder}/two` }, 'linux'), chromium);
  assert.equal(findBrowser({ PATH: `:${folder}/one` }, 'linux'), edge);
  assert.equal(findBrowser({ PATH: `${folder}/none` }, 'linux'), undefined);
  assert.equal(findBrowser({}, 'linux'), undefined);
});

test('on macOS a browser is found among the person’s own applications too', () => {
  const chrome = program('home/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
  assert.equal(findBrowser({ HOME: join(folder, 'home') }, 'darwin'), chrome);
});

test('TOWPATH_BROWSER comes first, and a wrong one is said rather than passed over', () => {
  const mine = program('mine/browser');
  assert.equal(findBrowser({ PATH: `${folder}/two`, TOWPATH_BROWSER: mine }, 'linux'), mine);
  assert.throws(() => findBrowser({ PATH: `${folder}/two`, TOWPATH_BROWSER: '/nowhere' }, 'linux'), {
    message: 'TOWPATH_BROWSER is /nowhere, which cannot be run. Set it to the full path of a Chrome, Chromium or Edge.',
  });
});
