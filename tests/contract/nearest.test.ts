import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest, suggest } from '#contract/nearest.ts';

const names = ['run', 'id', 'expect', 'exit', 'rabbitmq.queue', 'rabbitmq.messages'];

test('the nearest name is found across one mistyped, missing, doubled or swapped letter, and in capitals', () => {
  assert.equal(nearest('expct', names), 'expect');
  assert.equal(nearest('exspect', names), 'expect');
  assert.equal(nearest('exepct', names), 'expect');
  assert.equal(nearest('EXPECT', names), 'expect');
  assert.equal(nearest('rabbitmq.que', names), 'rabbitmq.queue');
  assert.equal(nearest('rabbit.messages', names), 'rabbitmq.messages');
});

test('a long name may be farther away than a short one', () => {
  assert.equal(nearest('lastWithin', ['within', 'newestWithin']), 'newestWithin');
  assert.equal(nearest('lastWithin', ['within']), undefined);
});

test('a word that is far from every name is not guessed at', () => {
  assert.equal(nearest('elasticsearch', names), undefined);
  assert.equal(nearest('anything', []), undefined);
});

test('what begins with the word is suggested when it is the only one, and a service under the name of its protocol', () => {
  assert.equal(suggest('lag', ['group', 'topic', 'lagAtMost']), 'Did you mean `lagAtMost`?');
  assert.equal(suggest('lag', ['lagAtLeast', 'lagAtMost']), 'Allowed: lagAtLeast, lagAtMost.');
  assert.equal(suggest('mqtt', ['kafka', 'mosquitto']), 'Did you mean `mosquitto`?');
  assert.equal(suggest('mqtt.mesage', ['kafka.messages', 'mosquitto.message']), 'Did you mean `mosquitto.message`?');
});

test('a suggestion is a question when a name is near, else the list of what is allowed', () => {
  assert.equal(suggest('expct', names), 'Did you mean `expect`?');
  assert.equal(suggest('elasticsearch', ['run', 'id']), 'Allowed: run, id.');
  assert.equal(suggest('x', []), 'There is none to choose from.');
});
