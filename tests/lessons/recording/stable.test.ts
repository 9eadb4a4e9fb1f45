import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agree, fixedId, randomIds, stillSays } from './agree.ts';
import { plainText } from './plain-text.ts';
import { shorten } from './shorten.ts';
import { stableTimes } from './stable-times.ts';
import { stableValues } from './stable-values.ts';

const from = Date.UTC(2026, 10, 21, 14, 27, 40);
const times = (text: string, own = '') => stableTimes(text, { from, until: from + 20_000, own });

test('times of the run become one moment, in the shape they have', () => {
  const shapes = {
    '2026-11-21T14:27:49.123456Z': '2026-01-15T09:30:00.250Z',
    '2026-11-21 14:27:49,12 [main]': '2026-01-15 09:30:00,250 [main]',
    '2026-11-21T15:27:49+01:00': '2026-01-15T09:30:00+00:00',
    'date: Sat, 21 Nov 2026 14:27:49 GMT': 'date: Thu, 15 Jan 2026 09:30:00 GMT',
    'Sat Nov 21 14:27:49 UTC 2026': 'Thu Jan 15 09:30:00 UTC 2026',
    'Sat Nov 21 02:27:49 PM UTC 2026': 'Thu Jan 15 09:30:00 AM UTC 2026',
    '-rw-r--r-- 1 me 12 Nov 21 14:27 a.txt': '-rw-r--r-- 1 me 12 Jan 15 09:30 a.txt',
    '{"sent":1795271269}': '{"sent":1768469400}',
    'WEB-02-1795271269.4467182': 'WEB-02-1768469400.25',
    '1795271269123': '1768469400000',
    'on 2026-11-21': 'on 2026-01-15',
    '[14:27:49] started': '[09:30:00] started',
  };
  for (const [shown, stable] of Object.entries(shapes)) assert.equal(times(shown), stable);
});

test('a run over midnight and New Year has the times of both days', () => {
  const eve = Date.UTC(2025, 11, 31, 23, 59, 50);
  const over = (text: string) => stableTimes(text, { from: eve, until: eve + 20_000, own: '' });
  assert.equal(over('[23:59:55] a\n[00:00:05] b'), '[09:30:00] a\n[09:30:00] b');
  assert.equal(over('Dec 31 23:59 a\nJan  1 00:00 b'), 'Jan 15 09:30 a\nJan 15 09:30 b');
});

test('times of the data stay, and so do those that the author wrote', () => {
  for (const data of ['"timestamp": 1447697423', '2015-11-16T18:10:23Z', 'at 08:00:00', '2026-11-20', '4067890123456789'])
    assert.equal(times(data), data);
  assert.equal(times('until 2026-11-21T14:27:49Z', 'a=2026-11-21T14:27:49Z'), 'until 2026-11-21T14:27:49Z');
});

test('a time that is computed from now keeps its distance in minutes', () => {
  assert.equal(times('expires 2026-11-21T15:28:01Z'), 'expires 2026-01-15T10:30:00Z');
  assert.equal(times('1795274881'), String(1_768_469_400 + 3600));
});

const machine = {
  places: [['/home/anna/tow/.towpath', '~/towpath/.towpath'] as const, ['/home/anna', '~'] as const],
  host: 'anna-pc',
  user: 'anna',
};
const values = (text: string, own = '') => stableValues(text, { machine, own });

test('nothing says whose machine it was, how full it is or which ports it gave away', () => {
  assert.equal(values('/home/anna/tow/.towpath/x: denied'), '~/towpath/.towpath/x: denied');
  assert.equal(values('cd /home/anna && id; anna@anna-pc'), 'cd ~ && id; learner@my-machine');
  assert.equal(values('anna'), 'learner');
  assert.equal(values('-rw-r--r-- 1 anna anna 12 a.txt'), '-rw-r--r-- 1 learner learner 12 a.txt');
  assert.equal(
    values('uid=1000(anna) gid=1000(anna) groups=1000(anna)'),
    'uid=1000(learner) gid=1000(learner) groups=1000(learner)',
  );
  assert.equal(values('{"user": "anna", "host": "anna-pc"}'), '{"user": "learner", "host": "my-machine"}');
  assert.equal(values('/home/annabel and annabel stay'), '/home/annabel and annabel stay');
  assert.equal(
    values('ok  memory  22.5 GiB of 23.5 GiB available; the embedded stack needs 300 MiB'),
    'ok  memory  6.2 GiB of 7.8 GiB available; the embedded stack needs 300 MiB',
  );
  assert.equal(values('Trying 127.0.0.1:43251...'), 'Trying 127.0.0.1:40000...');
  assert.equal(values('Connected to rabbitmq:15672, 127.0.0.1:15672'), 'Connected to rabbitmq:15672, 127.0.0.1:15672');
  assert.equal(values('/tmp/tmp.A1b2C3'), '/tmp/tmp.Xb7kQ2mZ9d');
  assert.equal(values('/tmp/out.txt', 'cat /tmp/out.txt'), '/tmp/out.txt');
});

test('a user or a machine that is called like a thing leaves the thing its name', () => {
  const named = (text: string) => stableValues(text, { machine: { places: [], host: 'queue', user: 'runner' }, own: '' });
  assert.equal(named('the runner listens; the queue is empty'), 'the runner listens; the queue is empty');
  assert.equal(named('{"name":"queue"}'), '{"name":"queue"}');
  assert.equal(named('runner@queue:~$'), 'learner@my-machine:~$');
});

test('a service that listens elsewhere because its port was taken is shown where it usually is', () => {
  const moved = { ...machine, ports: [{ port: 41_234, usual: 7007 }] };
  const shown = (text: string) => stableValues(text, { machine: moved, own: '' });
  assert.equal(shown('Trying 127.0.0.1:41234...\nport 41234, 41234 boats'), 'Trying 127.0.0.1:7007...\nport 7007, 41234 boats');
});

test('versions stay, and curl’s progress is always the same', () => {
  assert.equal(values('curl 7.88.1, jq-1.6, v26.10.0'), 'curl 7.88.1, jq-1.6, v26.10.0');
  const meter = '100    11  100    11    0     0   5500      0 --:--:-- --:--:-- --:--:--  5500';
  assert.equal(values(meter), values(meter.replaceAll('5500', '9166')));
  assert.match(values(meter), /^100 {4}11 {2}100 {4}11 {4}0 {5}0 .*1000k$/);
});

test('what a terminal wrote over is not there', () => {
  assert.equal(plainText('\u001b[32mok\u001b[0m\r\n10 %\r50 %\rdone\r\n'), 'ok\ndone');
  assert.equal(plainText('100 of 100\rready\r\n'), 'readyf 100');
});

test('a long output is cut in the middle, with what it says about that', () => {
  const short = shorten(Array.from({ length: 1234 }, (_, i) => `line ${i + 1}`).join('\n')).split('\n');
  assert.deepEqual(
    [short.length, short[29], short[30], short[31]],
    [41, 'line 30', '… 1,194 lines are left out here …', 'line 1225'],
  );
  assert.ok(shorten(Array.from({ length: 38 }, () => 'x'.repeat(399)).join('\n')).length <= 4_100);
  assert.match(shorten('y'.repeat(5_000)), /^y{400} … 4,600 more characters$/);
  assert.equal(shorten('a\n\nb'), 'a\n\nb');
});

test('recordings that differ in values agree, others name the line', () => {
  assert.deepEqual(agree('id 4f2a\nrows 9', 'id 99c1\nrows 9'), { agrees: true, varying: new Set([0]) });
  assert.deepEqual(agree('a\nb', 'a\nc'), { agrees: false, line: 2, one: 'b', other: 'c' });
  assert.deepEqual(agree('a', 'a\nc'), { agrees: false, line: 2, one: '(no such line)', other: 'c' });
});

test('an earlier recording stays while only what varies differs', () => {
  assert.equal(stillSays('id 1234\nrows 9', 'id 5678\nrows 9', new Set([0])), true);
  assert.equal(stillSays('id 1234\nrows 9', 'id 5678\nrows 8', new Set([0])), false);
  assert.equal(stillSays('done in 12 ms', 'done in 9 ms', new Set()), true);
  assert.equal(stillSays('rows 9', 'rows 8', new Set()), false);
});

test('random ids get fixed ones of their shape, constant ids stay', () => {
  const constant = '00000001-0000-07b4-01d1-209a100bc217';
  const random = 'b3d1c2aa-8d4e-4d0a-9f11-5a6b7c8d9e0f';
  assert.deepEqual(randomIds([`${constant} ${random}`], [constant]), [random]);
  assert.match(fixedId(random, 0), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(fixedId(random, 0), fixedId(random, 1));
  assert.match(fixedId('DEADBEEF01', 3), /^[0-9A-F]{10}$/);
});
