import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { SERVICE_IDS } from '../../runner/contract/services.ts';
import type { TrackFields } from '../../runner/contract/track.ts';
import { SERVICES } from '../../runner/services/registry.ts';
import { type ComposeContainer, composePort, DOCKER_DIR, memoryMib, portVariable, readCompose } from '../support/read-compose.ts';

const CONTENT_DIR = resolve(import.meta.dirname, '../../content');
const TRACKS = readdirSync(CONTENT_DIR).filter((name) => existsSync(join(CONTENT_DIR, name, 'track.yaml')));

const file = readCompose();
const containers = Object.entries(file.services);
const idOf = (container: ComposeContainer) => container.labels?.['towpath.service'] ?? '';
const baseOf = (container: ComposeContainer) => container.build?.args?.BASE ?? container.image ?? '';

describe('every container', () => {
  for (const [name, container] of containers) {
    test(`${name} has a service's id as its label, and no other label`, () => {
      assert.deepEqual(Object.keys(container.labels ?? {}), ['towpath.service']);
      assert.ok([...SERVICE_IDS, 'shell'].includes(idOf(container)), idOf(container));
    });

    test(`${name} is bounded: memory, log, no restarts behind the runner's back`, () => {
      assert.match(container.mem_limit ?? '', /^\d+[mg]$/);
      assert.equal(container.restart, 'no');
      assert.equal(container.logging?.driver, 'json-file');
      assert.match(container.logging?.options['max-size'] ?? '', /^\d+m$/);
    });

    test(`${name} has a health check that gives it time to start and says when it is broken`, () => {
      const health = container.healthcheck;
      assert.ok(health);
      assert.match(health.test[0] ?? '', /^CMD(?:-SHELL)?$/);
      assert.ok(health.test.length > 1);
      for (const time of [health.interval, health.timeout, health.start_period]) assert.match(time, /^\d+s$/);
      assert.ok(health.retries >= 3);
    });

    test(`${name} gets nothing of this machine: no privileges, no host's folders, no socket`, () => {
      for (const key of [
        'privileged',
        'cap_add',
        'devices',
        'network_mode',
        'pid',
        'ipc',
        'userns_mode',
        'volumes_from',
        'extends',
      ]) {
        assert.equal(container[key], undefined, key);
      }
      for (const volume of container.volumes ?? []) {
        const source = volume.split(':')[0] ?? '';
        assert.ok(file.volumes && source in file.volumes, `${volume} is not a volume of this file`);
      }
    });

    test(`${name} is of one version, not of whatever is newest`, () => {
      for (const image of [container.image ?? '', baseOf(container)]) {
        const tag = image.split(':')[1] ?? '';
        assert.match(tag, /\d/, image);
        assert.doesNotMatch(tag, /latest/);
      }
      if (container.build) assert.match(container.image ?? '', /^towpath\//);
    });

    test(`${name} publishes its ports on loopback, each through a variable of its service`, () => {
      for (const line of container.ports ?? []) {
        const port = composePort(line);
        assert.ok(port, line);
        assert.ok(port.variable.startsWith(portVariable(idOf(container), '')), port.variable);
        assert.ok(port.usual >= 1024, 'a port that not only root may open');
      }
    });
  }

  test('together they never want one port or one variable twice', () => {
    const ports = containers.flatMap(([, { ports = [] }]) => ports.map((line) => composePort(line)));
    for (const key of ['usual', 'variable'] as const) {
      const values = ports.map((port) => port?.[key]);
      assert.equal(new Set<unknown>(values).size, values.length, values.join(' '));
    }
  });
});

describe('the file as a whole', () => {
  test('it is for the network and project `streaming`, and all it makes is labelled', () => {
    assert.deepEqual(file.networks, { streaming: { name: 'streaming', labels: { 'towpath.service': 'network' } } });
    for (const [name, { networks }] of containers) assert.ok(JSON.stringify(networks).includes('streaming'), name);
    for (const [name, volume] of Object.entries(file.volumes ?? {})) {
      assert.ok([...SERVICE_IDS, 'shell'].includes(volume.labels?.['towpath.service'] ?? ''), name);
      const users = containers.filter(([, container]) => container.volumes?.some((line) => line.startsWith(`${name}:`)));
      assert.ok(
        users.some(([, container]) => idOf(container) === volume.labels?.['towpath.service']),
        `${name} has the label of a service that uses it`,
      );
    }
  });

  test('every service of the contract has a container', () => {
    const there = new Set(containers.map(([, container]) => idOf(container)));
    assert.deepEqual(
      [...SERVICE_IDS, 'shell'].filter((id) => !there.has(id)),
      [],
    );
  });

  test('its profiles are the tracks by the names of their folders, and services by their own names, which one adds by hand', () => {
    const isOwn = (container: ComposeContainer, profile: string) => profile === idOf(container);
    const shared = containers.flatMap(([, container]) => (container.profiles ?? []).filter((name) => !isOwn(container, name)));
    assert.deepEqual([...new Set(shared)].sort(), [...TRACKS].sort());
    for (const [name, container] of containers) assert.ok(container.profiles?.length, `${name} would always start`);
    assert.deepEqual([...(file.services.shell?.profiles ?? [])].sort(), [...TRACKS].sort());
  });

  for (const track of TRACKS) {
    test(`the profile ${track} has every service of its track`, () => {
      const { services } = parse(readFileSync(join(CONTENT_DIR, track, 'track.yaml'), 'utf8')) as TrackFields;
      const started = containers.filter(
        ([, { profiles = [] }]) => profiles.includes(track) || profiles.some((name) => services.includes(name as never)),
      );
      assert.deepEqual(
        services.filter((id) => !started.some(([, container]) => idOf(container) === id)),
        [],
        `Add ${track} to the \`profiles\` of their containers in docker/compose.yaml, and of what those wait for.`,
      );
    });
  }

  test('what a container waits for is in all of its profiles, and says when it is ready', () => {
    for (const [name, container] of containers) {
      for (const [other, { condition }] of Object.entries(container.depends_on ?? {})) {
        assert.equal(condition, 'service_healthy', `${name} → ${other}`);
        const missing = container.profiles?.filter((profile) => !file.services[other]?.profiles?.includes(profile));
        assert.deepEqual(missing, [], `${name} → ${other}`);
      }
    }
  });

  test('no container waits for one that waits for it', () => {
    const waits = (name: string, before: string[]): void => {
      assert.ok(!before.includes(name), [...before, name].join(' → '));
      for (const other of Object.keys(file.services[name]?.depends_on ?? {})) waits(other, [...before, name]);
    };
    for (const [name] of containers) waits(name, []);
  });

  test('Kafka tells programs on this machine the port that is published for them', () => {
    const { ports = [], environment = {} } = file.services.kafka ?? {};
    const port = composePort(ports[0] ?? '');
    assert.ok(port);
    assert.match(environment.KAFKA_ADVERTISED_LISTENERS ?? '', /INTERNAL:\/\/kafka:9092,/);
    assert.ok(environment.KAFKA_ADVERTISED_LISTENERS?.endsWith(`HOST://localhost:\${${port.variable}:-${port.usual}}`));
    assert.ok(environment.KAFKA_LISTENERS?.includes(`HOST://0.0.0.0:${port.inside}`));
  });

  test('programs of lessons find the same variables on both stacks', () => {
    const shell = file.services.shell?.environment ?? {};
    for (const { id, ports, variables } of SERVICES) {
      const inside = (name: string) => `${id}:${ports.find((port) => port.name === name)?.port}`;
      for (const [name, value] of Object.entries(variables?.(inside) ?? {})) assert.equal(shell[name], value, name);
    }
  });

  test('both stacks prefer the same ports', () => {
    const published = new Map(
      containers
        .flatMap(([, { ports = [] }]) => ports.map((line) => composePort(line)))
        .map((port) => [port?.variable, port?.usual]),
    );
    const known = SERVICES.flatMap(({ id, ports }) => ports.map(({ name, port }) => [portVariable(id, name), port] as const));
    assert.ok(known.length >= 2);
    for (const [variable, port] of known) assert.equal(published.get(variable), port, variable);
    assert.equal(published.get('TOWPATH_PORT_RABBITMQ_AMQP'), 5672);
  });
});

describe('what images are built from', () => {
  const built = containers.filter(([, container]) => container.build);

  test('each has a Dockerfile here whose base the compose file names', () => {
    for (const [name, container] of built) {
      const dockerfile = readFileSync(join(DOCKER_DIR, container.build?.context ?? '', 'Dockerfile'), 'utf8');
      const stages = [...dockerfile.matchAll(/^FROM\s+\S+\s+AS\s+(\S+)/gim)].map(([, stage]) => stage);
      const bases = [...dockerfile.matchAll(/^FROM\s+(\S+)/gim)].map(([, base]) => base ?? '');
      assert.ok(container.build?.args?.BASE, name);
      assert.match(dockerfile, /^ARG BASE\b/m, name);
      for (const base of bases) assert.ok(/^\$\{?BASE\}?$/.test(base) || stages.includes(base), `${name}: FROM ${base}`);
    }
  });

  test('what a Dockerfile copies is there', () => {
    for (const [name, container] of built) {
      const folder = join(DOCKER_DIR, container.build?.context ?? '');
      const lines = readFileSync(join(folder, 'Dockerfile'), 'utf8').matchAll(/^COPY\s+(.+)$/gm);
      for (const [, words = ''] of lines) {
        if (words.includes('--from=')) continue;
        const sources = words
          .split(/\s+/)
          .filter((word) => !word.startsWith('--'))
          .slice(0, -1);
        for (const source of sources) assert.ok(/[*[]/.test(source) || existsSync(join(folder, source)), `${name}: ${source}`);
      }
    }
  });

  test('the offline override changes images of containers that exist, to our own, and where such an image keeps its data', () => {
    const { services, volumes = {} } = readCompose('compose.offline.yaml');
    assert.ok(Object.keys(services).length > 0);
    for (const [name, container] of Object.entries(services)) {
      assert.ok(name in file.services, name);
      assert.match(container.image ?? file.services[name]?.image ?? '', /^towpath\/[a-z-]+:[a-z0-9.]+$/, name);
      for (const key of ['privileged', 'ports', 'labels', 'networks']) assert.equal(container[key], undefined, `${name}: ${key}`);
      // Another product's data is in another volume, at the same place and with the same label.
      for (const [volume = '', place] of (container.volumes ?? []).map((line) => line.split(':'))) {
        const usual = file.services[name]?.volumes?.find((line) => line.endsWith(`:${place}`))?.split(':')[0] ?? '';
        assert.deepEqual(volumes[volume]?.labels, file.volumes?.[usual]?.labels, `${name}: ${volume}`);
        assert.notEqual(volumes[volume]?.labels, undefined, `${name}: ${volume}`);
      }
    }
  });
});

describe('docker/README.md', () => {
  const rows = readFileSync(join(DOCKER_DIR, 'README.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | '));

  test('its table of services agrees with the file', () => {
    const documented = rows.filter((row) => row.length === 7 && row[0] !== 'service' && row[0] !== '---');
    const expected = containers.map(([name, container]) => {
      const ports = (container.ports ?? []).map((line) => composePort(line)?.usual).join(', ') || '–';
      return [idOf(container), name, `\`${container.image}\``, ports, container.mem_limit];
    });
    assert.deepEqual(
      documented.map(([id, name, image, , ports, memory]) => [id, name, image, ports, memory]),
      expected,
    );
  });

  test('the versions that it says are those of the images', () => {
    for (const [id, name = '', , version = ''] of rows.filter(
      (row) => row.length === 7 && row[0] !== 'service' && row[0] !== '---',
    )) {
      if (id === 'kdb') continue;
      const base = baseOf(file.services[name] ?? {});
      assert.ok(base.toLowerCase().includes(version.toLowerCase().replace(' ', ':')), `${name}: ${version} is not in ${base}`);
    }
  });

  test('only what the offline build makes is said to have been run', () => {
    const offline = Object.keys(readCompose('compose.offline.yaml').services);
    const run = rows.filter((row) => row[6] === 'built from packages and run').map(([, name]) => name);
    assert.deepEqual(run.sort(), [...new Set([...offline, 'shell', 'echo'])].sort());
  });

  test('its memory per track is the sum of the limits', () => {
    const documented = rows.filter((row) => row.length === 2 && TRACKS.includes(row[0] ?? ''));
    const expected = TRACKS.map((track) => {
      const used = containers.filter(([, { profiles = [] }]) => profiles.includes(track));
      const mib = used.reduce((sum, [, container]) => sum + memoryMib(container.mem_limit ?? ''), 0);
      return [track, `${(mib / 1024).toFixed(1)} GB`];
    });
    assert.deepEqual([...documented].sort(), expected.sort());
  });
});
