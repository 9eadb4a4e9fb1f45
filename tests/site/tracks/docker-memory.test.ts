import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DOCKER_DIR, readComposeFile } from '../../../runner/docker/compose-file.ts';
import { dockerMemory } from '../../../src/tracks/docker-memory.ts';

const COMPOSE = readFileSync(join(DOCKER_DIR, 'compose.yaml'), 'utf8');

test('the memory of some services is what the preflight asks for: the limits of their containers and the shell’s', () => {
  const { containers } = readComposeFile(DOCKER_DIR, { offline: false });
  for (const services of [['rabbitmq'], ['kudu', 'impala'], []] as const) {
    const counted = containers.filter(({ unit }) => unit === 'shell' || (services as readonly string[]).includes(unit));
    const bytes = counted.reduce((sum, { memoryLimitBytes }) => sum + memoryLimitBytes, 0);
    assert.equal(dockerMemory(COMPOSE, { services }), (bytes / 1024 ** 3).toFixed(1));
  }
});

test('the memory of a track is that of docker/README.md', () => {
  const readme = readFileSync(join(DOCKER_DIR, 'README.md'), 'utf8');
  const rows = [...readme.matchAll(/^\| ([a-z-]+) \| ([\d.]+) GB \|$/gm)];
  assert.ok(rows.length >= 5);
  for (const [, track = '', memory] of rows) assert.equal(dockerMemory(COMPOSE, { track }), memory, track);
});

test('a limit that cannot be read is told', () => {
  const compose = 'services:\n  a:\n    profiles: [t]\n    mem_limit: 1.5g\n';
  assert.throws(() => dockerMemory(compose, { track: 't' }), {
    message: 'docker/compose.yaml has the mem_limit `1.5g`. Write it in whole m or g, such as 512m.',
  });
});
