import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import type { ServiceStatus } from '#contract/messages/stack.ts';
import { neededServices } from '../../../src/workbench/needed-services.ts';
import { ownTerminalText } from '../../../src/workbench/own-terminal-text.ts';

const services: ServiceStatus[] = [
  {
    service: 'rabbitmq',
    title: 'RabbitMQ',
    state: 'ready',
    available: true,
    endpoints: [{ name: 'management', url: 'http://127.0.0.1:41234', port: 41234, usualPort: 15672 }],
  },
  {
    service: 'kafka',
    title: 'Kafka',
    state: 'ready',
    available: true,
    endpoints: [{ name: 'kafka', url: 'kafka://127.0.0.1:9092', port: 9092 }],
  },
];

describe('text for the learner’s own terminal', () => {
  it('has the port a service moved to', () =>
    assert.equal(ownTerminalText('curl http://rabbitmq:15672/api', services), 'curl http://127.0.0.1:41234/api'));
  it('has the usual port otherwise', () =>
    assert.equal(ownTerminalText('kcat -b kafka:9092', services), 'kcat -b 127.0.0.1:9092'));
  it('leaves other hosts, other ports and longer names alone', () => {
    const text = 'curl my-rabbitmq:15672 rabbitmq:156720 rabbitmq.example.org:15672 http://example.org';
    assert.equal(ownTerminalText(text, services), text);
  });
  it('goes into the container of a block that runs in one, names and all', () =>
    assert.equal(
      ownTerminalText('curl http://rabbitmq:15672/', services, 'rabbitmq'),
      `docker exec -it $(docker ps -q -f label=towpath.service=rabbitmq | head -n 1) bash -e -o pipefail -c 'curl http://rabbitmq:15672/'`,
    ));
  it('comes through a shell as it was, whatever is in it', () => {
    const text = `printf '%s|' "it's" '$HOME' \\ '\n' "a
b" é`;
    const line = ownTerminalText(text, [], 'kafka');
    const inside = line.slice(line.indexOf('bash -e'));
    const run = (args: string[]) => spawnSync('bash', args, { encoding: 'utf8' }).stdout;
    assert.match(run(['-c', text]), /it's\|\$HOME/);
    assert.equal(run(['-c', inside]), run(['-c', text]));
  });
});

describe('services a block talks to', () => {
  it('are the ones named with a port, and the one it runs in', () => {
    assert.deepEqual(
      neededServices('curl http://rabbitmq:15672/', undefined, services).map(({ service }) => service),
      ['rabbitmq'],
    );
    assert.deepEqual(
      neededServices('kafka-topics --list', 'kafka', services).map(({ service }) => service),
      ['kafka'],
    );
    assert.deepEqual(neededServices('echo rabbitmq', undefined, services), []);
  });
});
