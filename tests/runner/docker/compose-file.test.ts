import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { DOCKER_DIR, readComposeFile } from '../../../runner/docker/compose-file.ts';
import { makeUnits } from '../../../runner/docker/units.ts';
import { SERVICES } from '../../../runner/services/registry.ts';
import { findService } from '../../support/find-service.ts';
import { temporaryDir } from '../../support/fixture-content.ts';

const MIB = 1024 ** 2;

describe('the compose file as the runner reads it', () => {
  test('has containers with their service, names, ports, limit and needs', () => {
    const { containers, profiles } = readComposeFile(DOCKER_DIR, { offline: false });
    const named = (name: string) => containers.find((container) => container.name === name);
    assert.deepEqual(named('rabbitmq'), {
      name: 'rabbitmq',
      unit: 'rabbitmq',
      aliases: [],
      image: named('rabbitmq')?.image,
      base: undefined,
      platform: undefined,
      memoryLimitBytes: 512 * MIB,
      ports: [
        { name: 'amqp', variable: 'TOWPATH_PORT_RABBITMQ_AMQP', usual: 5672, inside: 5672 },
        { name: 'management', variable: 'TOWPATH_PORT_RABBITMQ_MANAGEMENT', usual: 15672, inside: 15672 },
      ],
      needs: [],
      available: true,
    });
    assert.deepEqual(named('flink-jobmanager')?.aliases, ['jobmanager']);
    assert.deepEqual(named('connect')?.needs, ['kafka']);
    assert.equal(named('kudu-master')?.platform, 'linux/amd64');
    assert.match(named('shell')?.base ?? '', /^node:26/);
    assert.ok(profiles.includes('event-enrichment') && profiles.includes('authors-guide'));
  });

  test('offline has only what is built from packages', () => {
    const { files, containers } = readComposeFile(DOCKER_DIR, { offline: true });
    assert.equal(files.length, 2);
    const available = new Set(containers.filter((container) => container.available).map(({ unit }) => unit));
    assert.deepEqual([...available].sort(), ['echo', 'flink', 'influxdb', 'kafka', 'mosquitto', 'rabbitmq', 'shell']);
    assert.equal(containers.find(({ name }) => name === 'rabbitmq')?.image, 'towpath/rabbitmq:offline');
    assert.equal(containers.find(({ name }) => name === 'rabbitmq')?.memoryLimitBytes, 512 * MIB);
  });

  test('leaves out what is not labelled as ours', () => {
    const dir = temporaryDir();
    const services = { mine: { image: 'a' }, other: { image: 'b', labels: { 'towpath.service': 'nothing-we-know' } } };
    writeFileSync(join(dir, 'compose.yaml'), JSON.stringify({ services }));
    assert.deepEqual(readComposeFile(dir, { offline: false }).containers, []);
  });
});

describe('the units of the stack', () => {
  const project = readComposeFile(DOCKER_DIR, { offline: true });

  test('are the services that lessons name, what they need, and the shell', () => {
    const online = readComposeFile(DOCKER_DIR, { offline: false });
    const connect = { id: 'connect' as const, needs: [], ports: [] };
    assert.deepEqual([...makeUnits(online, [connect]).keys()], ['shell', 'kafka', 'connect']);
    const all = [...makeUnits(online, SERVICES).keys()];
    assert.equal(all[0], 'shell');
    for (const { id } of SERVICES) assert.ok(all.includes(id), id);
  });

  test('say which services cannot be had offline', () => {
    const units = makeUnits(project, [{ id: 'grafana', needs: [], ports: [] }, findService('kafka')]);
    assert.equal(units.get('grafana')?.record.status().available, false);
    assert.equal(units.get('kafka')?.record.status().available, true);
  });

  test('know of each port what is spoken there, the main one first, and a page of its own', () => {
    const { record } = makeUnits(project, [findService('rabbitmq')]).get('rabbitmq') ?? {};
    if (!record) throw new Error('There is no RabbitMQ.');
    record.ports = { amqp: 5672, management: 15_673 };
    const { endpoints, ui, memoryLimitBytes } = record.status();
    assert.deepEqual(endpoints, [
      { name: 'management', url: 'http://127.0.0.1:15673', port: 15_673, usualPort: 15_672 },
      { name: 'amqp', url: 'tcp://127.0.0.1:5672', port: 5672 },
    ]);
    assert.deepEqual([ui, memoryLimitBytes], ['http://127.0.0.1:15673/', 512 * MIB]);
  });
});
