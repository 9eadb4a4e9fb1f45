import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressAt, findLocal, hostsIn, NETWORK } from '#contract/network.ts';
import { SERVICES } from '../../runner/services/registry.ts';
import { composePort, readCompose } from '../support/read-compose.ts';

const containers = Object.entries(readCompose().services).filter(([, { labels }]) => labels?.['towpath.service'] !== 'shell');

test('every name of the compose file is known with its service', () => {
  for (const [name, { labels, networks }] of containers) {
    const aliases = (networks as { streaming?: { aliases?: string[] } }).streaming?.aliases ?? [];
    for (const host of [name, ...aliases]) assert.equal(NETWORK[host]?.service, labels?.['towpath.service'], host);
  }
});

test('every port that is known is one that the compose file publishes for this name', () => {
  for (const [host, { ports = {} }] of Object.entries(NETWORK)) {
    const lines = containers.find(([name]) => name === host)?.[1].ports ?? [];
    const published = lines.flatMap((line) => composePort(line) ?? []);
    for (const [usual, inside] of Object.entries(ports)) {
      const port = published.find((other) => other.usual === Number(usual));
      // Kafka has a listener of its own for what comes from outside.
      assert.equal(host === 'kafka' && port?.inside === 29092 ? 9092 : port?.inside, inside, host);
      assert.equal(addressAt(Number(usual)), `${host}:${inside}`);
    }
  }
});

test('every variable that a service sets is known, so that a lesson that uses it is asked for the service', () => {
  for (const { id, variables } of SERVICES) {
    const known = Object.values(NETWORK).flatMap((host) => (host.service === id ? (host.variables ?? []) : []));
    assert.deepEqual(Object.keys(variables?.(() => '') ?? {}), known, `variables of ${id} in runner/contract/network.ts`);
  }
});

test('this machine is found by all its names, and the port says what was meant', () => {
  const instead = (text: string) => findLocal(text)?.instead;
  assert.deepEqual(findLocal('echo one\ncurl http://localhost:15672/api'), { line: 1, instead: 'http://rabbitmq:15672' });
  assert.equal(instead('kcat -b 127.0.0.1:9092'), 'kafka:9092');
  assert.equal(instead('curl http://guest:guest@localhost:15672/'), 'http://rabbitmq:15672');
  assert.equal(instead('curl http://[::1]:8083/'), 'http://connect:8083');
  assert.equal(instead('curl "http://0.0.0.0:8091"'), 'http://flink-jobmanager:8081');
  assert.equal(instead('ping localhost'), '');
  assert.equal(instead('nc -z 127.0.0.1 15672'), 'rabbitmq 15672');
  assert.equal(instead('curl http://127.0.0.1:8000/'), '');
  assert.equal(instead('mosquitto_sub -L mqtt://u:p@localhost:1883/t'), 'mqtt://mosquitto:1883');
  assert.equal(instead('echo guest@localhost; curl guest@localhost:15672'), 'rabbitmq:15672');
  for (const text of ['curl http://rabbitmq:15672', 'echo localhosts', 'echo my-localhost.example', 'echo 1270.0.1'])
    assert.equal(findLocal(text), undefined, text);
});

test('an address to listen on, data, a person’s name and a comment ask nobody', () => {
  for (const text of [
    'nc -l 0.0.0.0 9000',
    'python3 -m http.server --bind 127.0.0.1 8000',
    `echo '{"src":"127.0.0.1"}' > event.json`,
    'rabbitmqctl add_user guest@localhost',
    'echo one\n  # on your own machine this is localhost:9092',
  ])
    assert.equal(findLocal(text), undefined, text);
  for (const text of ['# in production this is kafka:9092', '-- reads kafka:9092', '  // http://rabbitmq:15672'])
    assert.deepEqual(hostsIn(text), [], text);
});

test('names of the network are found in addresses and before ports', () => {
  const hosts = (text: string) => hostsIn(text).map(({ host, line, isKnown }) => `${line} ${host}${isKnown ? '' : '?'}`);
  assert.deepEqual(hosts('curl http://rabbitmq:15672/\nkcat -b kafka:9092 # mqtt://u:p@mosquitto'), [
    '0 rabbitmq',
    '1 mosquitto',
    '1 kafka',
  ]);
  assert.deepEqual(hosts('mosquitto_pub -t a/b \\\n  -h mosquitto -m 1\nmosquitto_sub --host=mosquitto -t a'), [
    '1 mosquitto',
    '2 mosquitto',
  ]);
  assert.deepEqual(hosts('curl "http://rabitmq:15672/api"'), ['0 rabitmq?']);
  assert.deepEqual(hosts('docker run rabbitmq:4 nobody:9092 https://example.com/kafka:9092 at:10'), []);
});

test('a variable that says where a service is names it, too', () => {
  const hosts = (text: string) => hostsIn(text).map(({ host }) => host);
  assert.deepEqual(hosts('mosquitto_sub -L "$MQTT_URL/a/b"'), ['mosquitto']);
  assert.deepEqual(hosts(`curl "\${ECHO_URL}/keys"`), ['echo']);
  assert.deepEqual(hosts("const url = process.env.MQTT_URL ?? 'none';"), ['mosquitto']);
  assert.deepEqual(hosts("const { MQTT_URL: url = 'none', KAFKA_BROKERS } = process.env;"), ['mosquitto', 'kafka']);
  assert.deepEqual(hosts('echo MQTT_URL $MQTT_URLS $HOME; du -h kafka.log'), []);
});
