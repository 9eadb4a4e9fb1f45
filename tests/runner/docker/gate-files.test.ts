import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { GATE_FILES, GATE_MAIN, gateArchive } from '../../../runner/docker/gate-files.ts';
import { temporaryDir } from '../../support/fixture-content.ts';
import { readImports } from '../../support/read-imports.ts';

test('what is copied beside the gate is what it imports, and nothing else but node’s own', () => {
  const needed = new Set([GATE_MAIN]);
  for (const file of needed) {
    for (const { target, atRunTime } of readImports(file)) {
      if (!atRunTime) continue;
      if (target.startsWith('runner/')) needed.add(target);
      else assert.match(target, /^node:/, `${file} imports ${target}`);
    }
  }
  assert.deepEqual([...GATE_FILES].sort(), [...needed].sort());
});

test('the archive has them where the gate is started, and the command towpath as a program', async () => {
  const dir = join(temporaryDir(), 'root');
  mkdirSync(dir);
  execFileSync('tar', ['-x', '-C', dir], { input: await gateArchive(), stdio: ['pipe', 'ignore', 'ignore'] });
  const listed = execFileSync('find', ['.', '-type', 'f', '-printf', '%m %p\n'], { cwd: dir, encoding: 'utf8' });
  assert.deepEqual(
    listed.trim().split('\n').sort(),
    ['755 ./usr/local/bin/towpath', ...['package.json', ...GATE_FILES].map((file) => `644 ./opt/towpath/${file}`)].sort(),
  );
});
