import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../docker/kafka/bin/', import.meta.url));
const run = (program: string, env: Record<string, string>) =>
  spawnSync('bash', [`${bin}${program}`], { env: { PATH: '/usr/bin:/bin', ...env }, encoding: 'utf8', timeout: 20_000 });

test('variables become properties by the rule of Confluent’s image', () => {
  const { stdout } = run('kafka-properties', {
    KAFKA_NODE_ID: '1',
    KAFKA_LISTENERS: 'INTERNAL://0.0.0.0:9092,CONTROLLER://kafka:29093',
    KAFKA_SASL_JAAS_CONFIG: 'Login required a="b=c";',
    KAFKA_SOME__NAME___WITH_ALL: 'x',
    CLUSTER_ID: 'no property',
    OTHER_KAFKA_NODE_ID: '2',
  });
  assert.deepEqual(stdout.trimEnd().split('\n').sort(), [
    'listeners=INTERNAL://0.0.0.0:9092,CONTROLLER://kafka:29093',
    'log.dirs=/var/lib/kafka/data',
    'node.id=1',
    'sasl.jaas.config=Login required a="b=c";',
    'some_name-with.all=x',
  ]);
});

test('variables of the start are no properties', () => {
  const { stdout } = run('kafka-properties', {
    KAFKA_HEAP_OPTS: '-Xmx1g',
    KAFKA_OPTS: '-Da=b',
    KAFKA_JMX_PORT: '1',
    KAFKA_LOG4J_ROOT_LOGLEVEL: 'DEBUG',
    KAFKA_TOOLS_LOG4J_LOGLEVEL: 'DEBUG',
    KAFKA_VERSION: '3',
  });
  assert.equal(stdout, 'log.dirs=/var/lib/kafka/data\n');
});

test('a variable that must be there is named when it is missing', () => {
  const { status, stderr } = run('kafka-start', { CLUSTER_ID: 'x', KAFKA_PROCESS_ROLES: 'broker' });
  assert.deepEqual([status, stderr], [1, 'kafka: the variable KAFKA_ADVERTISED_LISTENERS is missing.\n']);
});

test('the commands that lessons type are among Kafka’s tools, as the image looks for them', () => {
  const dockerfile = readFileSync(`${bin}../Dockerfile`, 'utf8');
  const pattern = /sed -n '([^']+)'/.exec(dockerfile)?.[1] ?? assert.fail('The Dockerfile does not look for names.');
  const { stdout } = spawnSync('sed', ['-n', pattern, `${bin}kafka-tool`], { encoding: 'utf8' });
  const names = stdout.trimEnd().split('\n');
  for (const name of ['topics', 'console-producer', 'console-consumer', 'consumer-groups', 'configs', 'get-offsets'])
    assert.ok(names.includes(`kafka-${name}`), name);
  const cases = readFileSync(`${bin}kafka-tool`, 'utf8').match(/^ {2}kafka-/gm) ?? [];
  assert.equal(names.length, cases.length);
});
