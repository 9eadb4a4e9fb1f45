import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryDir } from './fixture-content.ts';
import { projectCopy } from './project-copy.ts';

test('a copy that an ended test left behind is gone with the next one; that of a running test stays', () => {
  const content = temporaryDir('towpath-copied');
  const running = projectCopy(content, ['package.json']);
  const script = `import { projectCopy } from ${JSON.stringify(join(import.meta.dirname, 'project-copy.ts'))};
    process.stdout.write(projectCopy(${JSON.stringify(content)}, ['package.json']), () => process.kill(process.pid, 'SIGKILL'));`;
  const { stdout, signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
  assert.equal(signal, 'SIGKILL');
  assert.ok(existsSync(join(stdout, 'package.json')));
  const next = projectCopy(content, ['package.json']);
  assert.equal(existsSync(stdout), false);
  for (const copy of [running, next]) assert.match(readFileSync(join(copy, 'package.json'), 'utf8'), /"towpath"/);
});

test('what a build keeps beside the packages is the copy’s own', () => {
  const content = temporaryDir('towpath-copied');
  const [one, other] = [projectCopy(content, []), projectCopy(content, [])];
  writeFileSync(join(one, 'node_modules/.astro'), 'of one');
  assert.equal(existsSync(join(other, 'node_modules/.astro')), false);
  assert.ok(existsSync(join(other, 'node_modules/astro/package.json')));
});
