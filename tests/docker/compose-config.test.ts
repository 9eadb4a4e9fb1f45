import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type ComposeGeneration, findCompose } from '../support/install-compose.ts';
import { type ComposeContainer, DOCKER_DIR, readCompose } from '../support/read-compose.ts';

const file = readCompose();
const PROFILES = [...new Set(Object.values(file.services).flatMap(({ profiles = [] }) => profiles))];
const NAMES: Record<ComposeGeneration, string> = { v1: 'docker-compose 1.29', v2: 'Compose v2' };

for (const generation of ['v1', 'v2'] as const) {
  const command = findCompose(generation);
  const skip = command ? false : `${NAMES[generation]} is not installed here; on Debian as root the stage "tools" fetches it.`;

  /** What `config` prints and complains about. Our own variables of this machine are left out; no engine is asked. */
  const config = (words: string[], options: { files?: string[]; env?: Record<string, string> } = {}) => {
    const [program = '', ...first] = command ?? [];
    const files = (options.files ?? ['compose.yaml']).flatMap((name) => ['-f', join(DOCKER_DIR, name)]);
    const own = Object.entries(process.env).filter(([name]) => !/^(?:TOWPATH_|COMPOSE_|KDB_)/.test(name));
    const { status, stdout, stderr } = spawnSync(program, [...first, '-p', 'streaming', ...files, ...words], {
      encoding: 'utf8',
      timeout: 60_000,
      env: { ...Object.fromEntries(own), ...options.env },
    });
    return { status, stdout, stderr };
  };

  describe(`${NAMES[generation]} reads the compose file`, { skip }, () => {
    for (const profile of PROFILES) {
      test(`without a complaint for the profile ${profile}`, () => {
        assert.deepEqual(config(['--profile', profile, 'config', '-q']), { status: 0, stdout: '', stderr: '' });
      });
    }

    test('without a complaint together with the offline override', () => {
      const files = ['compose.yaml', 'compose.offline.yaml'];
      const words = PROFILES.flatMap((profile) => ['--profile', profile]);
      assert.deepEqual(config([...words, 'config', '-q'], { files }), { status: 0, stdout: '', stderr: '' });
    });

    test('as we mean it: a moved port, a label, a limit, a doubled dollar, a folded flag', () => {
      const env = { TOWPATH_PORT_KAFKA_BROKER: '19092' };
      const { stdout } = config([...PROFILES.flatMap((profile) => ['--profile', profile]), 'config'], { env });
      assert.match(stdout, /HOST:\/\/localhost:19092/);
      assert.match(stdout, /127\.0\.0\.1:19092:29092|published: "?19092"?/);
      assert.match(stdout, /towpath\.service: kudu/);
      assert.match(stdout, /mem_limit: ("536870912"|512m)/);
      assert.match(stdout, /\$\$SYS\/broker\/version/);
      assert.match(stdout, /--unlock_unsafe_flags=true --use_hybrid_clock=false/);
      assert.doesNotMatch(stdout, /19092:9092|:-/);
    });
  });
}

describe('Compose v2 starts what the runner expects', {
  skip: findCompose('v2') ? false : 'Compose v2 is not installed here.',
}, () => {
  for (const profile of PROFILES) {
    test(`with the profile ${profile}`, () => {
      const [program = '', ...first] = findCompose('v2') ?? [];
      const words = ['-p', 'streaming', '-f', join(DOCKER_DIR, 'compose.yaml'), '--profile', profile, 'config', '--services'];
      const { stdout } = spawnSync(program, [...first, ...words], { encoding: 'utf8', timeout: 60_000 });
      const isIn = ([, container]: [string, ComposeContainer]) => container.profiles?.includes(profile);
      const expected = Object.entries(file.services)
        .filter(isIn)
        .map(([name]) => name);
      assert.deepEqual(stdout.trim().split('\n').sort(), expected.sort());
    });
  }
});
