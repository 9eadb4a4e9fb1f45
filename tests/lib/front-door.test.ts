import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusal } from '../../runner/lib/front-door.ts';

const door = { port: 7007, names: ['echo', 'echo:80'] };

test('loopback names and the service’s own come in, also with an Origin of ours', () => {
  for (const host of ['127.0.0.1:7007', 'localhost:7007', '[::1]:7007', 'LOCALHOST:7007', 'echo:7007', 'echo:80'])
    assert.equal(refusal({ host, origin: undefined }, door), undefined, host);
  assert.equal(refusal({ host: 'localhost:7007', origin: 'http://127.0.0.1:7007' }, door), undefined);
});

test('another or no Host is refused, whatever its port', () => {
  for (const host of ['evil.example', 'evil.example:7007', 'localhost', 'localhost:80', 'localhost:7007.evil.example'])
    assert.deepEqual(refusal({ host, origin: undefined }, door), { header: 'Host', value: host });
  assert.deepEqual(refusal({ host: undefined, origin: undefined }, door), { header: 'Host', value: '' });
});

test('another Origin is refused, also an empty one, null, and ours over https', () => {
  for (const origin of ['http://evil.example', '', 'null', 'https://localhost:7007', 'http://localhost:7007.evil.example'])
    assert.deepEqual(refusal({ host: 'localhost:7007', origin }, door), { header: 'Origin', value: origin });
});
