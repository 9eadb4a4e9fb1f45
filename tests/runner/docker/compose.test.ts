import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Compose } from '../../../runner/docker/compose.ts';
import { DOCKER_DIR, readComposeFile } from '../../../runner/docker/compose-file.ts';
import { answeringEngine } from '../../support/answering-engine.ts';
import { eventually } from '../../support/eventually.ts';
import { temporaryDir } from '../../support/fixture-content.ts';

/** Like Compose's: it has a builder of its own, which holds its output. */
const PROGRAM = `#!/bin/sh
if [ "$1" = version ]; then echo 1.29.2; exit 0; fi
/bin/sleep 600 &
echo "builder $!"
wait
`;

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

for (const how of ['is given up', 'is ended with the engine'] as const) {
  test(`a build that ${how} ends with what it started`, { timeout: 120_000 }, async (t) => {
    const bin = temporaryDir();
    writeFileSync(join(bin, 'docker-compose'), PROGRAM, { mode: 0o755 });
    const { engine } = await answeringEngine(t, () => ({ body: [] }));
    const project = readComposeFile(DOCKER_DIR, { offline: false });
    const compose = new Compose({ project, environment: { PATH: bin }, engine: () => engine, ports: () => ({}) });
    const given = new AbortController();
    let builder = 0;
    const onLine = (line: string) => {
      builder = Number(/^builder (\d+)$/.exec(line)?.[1]);
      if (how === 'is given up') given.abort(new Error('stopped'));
      else compose.end();
    };
    t.after(() => builder && isThere(builder) && process.kill(builder, 'SIGKILL'));
    await assert.rejects(compose.build('shell', { onLine, signal: given.signal }));
    await eventually(() => assert.equal(isThere(builder), false));
  });
}
