import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { spendAfternoon } from './spend-afternoon.ts';

test('a lesson that asks the new check is proven, and so are those that were made', async () => {
  const { copy } = await spendAfternoon();
  const file = join(copy.root, 'content/tide-time/05-ebb-the-other-half/index.mdx');
  const check = '  - { id: shows, check: tide-gauge.shows, path: /heard, contains: hello from ebb, fix: first-step }\n';
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^checks:\n/m, `$&${check}`));
  const { status, stdout, stderr } = await copy.node(['tests/lessons/main.ts', '--track', 'tide-time']);
  assert.equal(stdout.trimEnd().split('\n').at(-1), '2 passed, 0 failed', `${stdout}\n${stderr}`);
  assert.match(stdout, /ebb-the-other-half .* 1 +2 +1 of 1 noticed/);
  assert.equal(status, 0);
});
