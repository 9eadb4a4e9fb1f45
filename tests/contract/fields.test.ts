import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CHECK_NAMES, checkSchema, checkTitle } from '#contract/checks/checks.ts';
import { lessonId, slug } from '#contract/ids.ts';
import { SERVICE_IDS, SERVICE_TITLES } from '#contract/services.ts';
import { trackFields } from '#contract/track.ts';

describe('names', () => {
  test('a slug is lower case words with single hyphens', () => {
    for (const name of ['a', 'create-queue', 's3', '2-nodes']) assert.equal(slug.safeParse(name).success, true, name);
    for (const name of ['', 'A', 'a_b', '-a', 'a-', 'a--b', 'a b', 'ä', 'a/b', 'a'.repeat(81)])
      assert.equal(slug.safeParse(name).success, false, name);
  });

  test('a lesson is a track and a name', () => {
    assert.equal(lessonId.safeParse('event-enrichment/a-queue').success, true);
    for (const id of ['a', 'a/', '/a', 'a/b/c', '../b', 'a/..', 'A/b', 'a/b\n'])
      assert.equal(lessonId.safeParse(id).success, false, id);
  });

  test('every service id is a slug with a title', () => {
    for (const id of SERVICE_IDS) {
      assert.equal(slug.safeParse(id).success, true, id);
      assert.notEqual(SERVICE_TITLES[id].trim(), '');
    }
  });
});

describe('checks', () => {
  const samples: Record<(typeof CHECK_NAMES)[number], object> = {
    'rabbitmq.queue': { queue: 'q' },
    'rabbitmq.messages': { queue: 'q', atLeast: 1, match: { PID: 4, 'a.b': 'x' } },
    'rabbitmq.exchange': { exchange: 'e', absent: true },
    'rabbitmq.binding': { exchange: 'e', queue: 'q' },
    'flink.cluster': { slots: 4 },
    'flink.job': { job: 'forward', recordsOut: 10 },
    'influxdb.database': { database: 'plant' },
    'influxdb.rows': { database: 'plant', measurement: 'machine', atLeast: 10, match: { machine: 'm1' }, newestWithin: 60 },
    'kafka.topic': { topic: 't', partitions: 3, configs: { 'cleanup.policy': 'compact', 'segment.ms': 1000 } },
    'kafka.messages': { topic: 't', partition: 0, exactly: 2, key: 'k', match: { 'a.b': true }, headers: { source: 'x' } },
    'kafka.group': { group: 'g', topic: 't', lagAtMost: 0 },
    'mosquitto.message': { topic: 'machine/+', match: { machine: 'm1' } },
    'grafana.datasource': { datasource: 'influx', database: 'plant' },
    'grafana.dashboard': { dashboard: 'machines', panels: ['Temperature'], newestWithin: 60 },
    'http.status': { url: 'http://rabbitmq:15672/api/overview' },
    'http.json': { url: 'http://rabbitmq:15672/api/overview', match: { node: 'x' }, user: 'guest:guest' },
    'file.exists': { file: 'event.json' },
    'echo.heard': { text: 'hi' },
  };

  for (const name of CHECK_NAMES) {
    test(`${name} is read, strict, and has a title in plain words`, () => {
      const check = checkSchema.parse({ id: 'a', check: name, ...samples[name] });
      assert.match(checkTitle(check), /^\S.{3,79}$/);
      assert.equal(checkTitle({ ...check, title: 'Mine' }), 'Mine');
      assert.equal(checkSchema.safeParse({ id: 'a', check: name, ...samples[name], more: 1 }).success, false);
    });
  }

  test('an address to check is one of the stack, over http', () => {
    const status = (url: string) => checkSchema.safeParse({ id: 'a', check: 'http.status', url }).success;
    assert.equal(status('http://rabbitmq:15672/'), true);
    for (const url of ['https://rabbitmq/', 'file:///etc/passwd', 'rabbitmq:15672', 'javascript:alert(1)'])
      assert.equal(status(url), false, url);
  });
});

test('a track has a title, an order and a picture, and nothing else', () => {
  const track = {
    title: 'Event enrichment',
    summary: 'From a queue to a table.',
    builds: 'A pipeline.',
    order: 1,
    nodes: [{ id: 'queue', kind: 'queue', label: 'test_queue' }],
  };
  assert.deepEqual(trackFields.parse(track), { ...track, for: 'learners', complete: false, services: [], edges: [] });
  assert.equal(trackFields.safeParse({ ...track, nodes: [] }).success, false);
  assert.equal(trackFields.safeParse({ ...track, edges: [['queue']] }).success, false);
  assert.equal(trackFields.safeParse({ ...track, colour: 'red' }).success, false);
});
