import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { spendAfternoon } from './spend-afternoon.ts';
import type { Result } from './tree-copy.ts';

let afternoon: Awaited<ReturnType<typeof spendAfternoon>>;
const passes = ({ status, stdout, stderr }: Result) => assert.equal(status, 0, `${stdout}\n${stderr}`);

before(async () => {
  afternoon = await spendAfternoon();
});

test('the site is built with the new lesson, its block and its panel', async () => {
  const { copy } = afternoon;
  passes(await copy.node(['node_modules/astro/bin/astro.mjs', 'build', '--outDir', 'dist/site']));
  const page = readFileSync(join(copy.root, 'dist/site/tide-time/ebb-the-other-half/index.html'), 'utf8');
  assert.match(page, /<run-block[^>]* data-block="first-step"/);
  assert.match(page, /<verify-panel/);
  assert.match(page, /data-check="/);
});

test('what was made and what was changed compiles, with everything that it uses', async () => {
  const { copy, written } = afternoon;
  const include = written.filter((file) => file.endsWith('.ts'));
  assert.ok(include.length > 15);
  writeFileSync(join(copy.root, 'tsconfig.written.json'), JSON.stringify({ extends: './tsconfig.json', include }));
  passes(await copy.node(['node_modules/.bin/tsc', '--noEmit', '--project', 'tsconfig.written.json']));
});
