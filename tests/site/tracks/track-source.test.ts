import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTrackSource } from '#contract/track-source.ts';

const good = `title: A track
summary: A summary.
builds: Something.
order: 1
services: [rabbitmq]
nodes:
  - { id: a, kind: queue, label: A }
  - { id: b, kind: topic, label: B }
edges:
  - [a, b]
`;

test('a right track has fields and no problems', () => {
  const { fields, problems } = readTrackSource(good);
  assert.deepEqual(problems, []);
  assert.equal(fields?.nodes.length, 2);
  assert.equal(fields?.complete, false);
});

test('a mistyped field has its line and the right name', () => {
  const { problems } = readTrackSource(good.replace('summary:', 'sumary:'));
  assert.deepEqual(problems, [{ line: 2, column: 9, message: 'There is no field `sumary`.', hint: 'Did you mean `summary`?' }]);
});

test('an unknown kind of part has its line and the right name', () => {
  const { problems } = readTrackSource(good.replace('kind: queue', 'kind: queu'));
  assert.deepEqual(
    problems.map(({ line, message, hint }) => ({ line, message, hint })),
    [{ line: 7, message: '`kind` of part 1 (`a`) cannot be `queu`.', hint: 'Did you mean `queue`?' }],
  );
});

test('a line of the picture that leads nowhere is a mistake', () => {
  const { problems } = readTrackSource(good.replace('[a, b]', '[a, bb]'));
  assert.deepEqual(problems, [{ line: 10, column: 9, message: 'The picture has no part `bb`.', hint: 'Did you mean `b`?' }]);
});

test('two parts with one id are a mistake', () => {
  const { problems } = readTrackSource(good.replace('id: b', 'id: a'));
  assert.equal(problems[0]?.message, 'The id `a` is taken by an earlier part.');
  assert.equal(problems[0]?.line, 8);
});

test('what a part shows is of a kind that its service has, with a name where there are several', () => {
  const shown = (part: string) => readTrackSource(good.replace('{ id: b, kind: topic, label: B }', part)).problems;
  assert.deepEqual(shown('{ id: b, kind: topic, label: B, service: kafka, shows: topic orders }'), []);
  assert.deepEqual(shown('{ id: b, kind: store, label: B, service: echo, shows: texts }'), []);
  const said = (part: string) => shown(part).map(({ line, message, hint }) => `${line}: ${message} ${hint}`);
  assert.deepEqual(said('{ id: b, kind: topic, label: B, service: rabbitmq, shows: queu orders }'), [
    '8: Of RabbitMQ, no `queu` can be shown. Did you mean `queue`?',
  ]);
  assert.deepEqual(said('{ id: b, kind: topic, label: B, service: kafka, shows: topic }'), [
    '8: Which topic of Kafka is shown? Write its name behind it: `topic <name>`.',
  ]);
  assert.deepEqual(shown('{ id: b, kind: topic, label: B, service: mosquitto, shows: topic machine/+/state/# }'), []);
  assert.deepEqual(said('{ id: b, kind: topic, label: B, service: mosquitto, shows: topic machine/#/state }'), [
    '8: `machine/#/state` is no topic of Mosquitto: # stands at the end only, as in machine/#. Correct `shows` of `b`.',
  ]);
  assert.deepEqual(shown('{ id: b, kind: store, label: B, service: influxdb, shows: measurement plant.air }'), []);
  assert.deepEqual(said('{ id: b, kind: store, label: B, service: influxdb, shows: measurement air }'), [
    '8: `air` is no measurement of InfluxDB: its database stands in front of a dot, `measurement <database>.<measurement>`. Correct `shows` of `b`.',
  ]);
  assert.deepEqual(said('{ id: b, kind: store, label: B, service: echo, shows: texts all }'), [
    '8: `texts` of Echo have no name. Write `texts` alone.',
  ]);
  assert.deepEqual(said('{ id: b, kind: store, label: B, service: kibana, shows: board a }'), [
    '8: Nothing of Kibana can be shown yet. Leave `shows` out: the state of its service shows.',
  ]);
  assert.deepEqual(said('{ id: b, kind: topic, label: B, shows: topic orders }'), [
    '8: The part `b` shows something of no service. Name its `service`, such as `rabbitmq`.',
  ]);
  assert.deepEqual(said('{ id: b, kind: source, label: B, program: send.ts }'), []);
  assert.deepEqual(said('{ id: b, kind: source, label: B, program: send.ts, service: kafka }'), [
    '8: The part `b` has a service and a program. Keep one of them: a program of the track lives in no service.',
  ]);
});
