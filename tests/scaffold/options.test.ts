import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { helpText, readRequest } from '../../runner/scaffold/options.ts';
import { Refusal } from '../../runner/scaffold/refusal.ts';

test('each kind is read with its options', () => {
  assert.deepEqual(readRequest(['track', 'Tides']), { kind: 'track', title: 'Tides' });
  assert.deepEqual(readRequest(['lesson', 'tides', 'High water', '--number', '3', '--service', 'echo']), {
    kind: 'lesson',
    track: 'tides',
    title: 'High water',
    number: '3',
    services: ['echo'],
  });
  const several = readRequest(['lesson', 'tides', 'Ebb', '--service', 'echo', '--service=kafka']);
  assert.deepEqual(several, { kind: 'lesson', track: 'tides', title: 'Ebb', services: ['echo', 'kafka'] });
  assert.deepEqual(readRequest(['check', 'echo', 'said']), { kind: 'check', service: 'echo', name: 'said' });
  assert.deepEqual(readRequest(['service', 'lock', '--title', 'The Lock', '--port=7100']), {
    kind: 'service',
    id: 'lock',
    title: 'The Lock',
    port: '7100',
  });
});

test('without words, and with --help, all that can be said is printed', () => {
  assert.deepEqual([readRequest([]), readRequest(['lesson', '--help'])], [{ kind: 'help' }, { kind: 'help' }]);
  for (const word of [
    'track "<title>"',
    'lesson <track> "<title>"',
    'check <service> <name>',
    'service <id>',
    '--number',
    '--port',
  ])
    assert.ok(helpText().includes(word), word);
});

describe('what cannot be understood is refused with what to write', () => {
  const cases: [string[], string][] = [
    [['trak', 'x'], 'There is no template for `trak`. Did you mean `track`?'],
    [['boat', 'x'], 'There is no template for `boat`. Allowed: track, lesson, check, service.'],
    [['--port', '7100'], 'It is not said what to make. Allowed: track, lesson, check, service.'],
    [['track'], 'That is too little for a track. Write: npm run new -- track "<title>"'],
    [['lesson', 'tides'], 'That is too little for a lesson. Write: npm run new -- lesson <track> "<title>"'],
    [
      ['lesson', 'tides', 'High', 'water'],
      '“water” is one word too many. Write: npm run new -- lesson <track> "<title>" (a title goes in quotes).',
    ],
    [['track', 'x', '--numbr', '3'], 'There is no option --numbr. Did you mean `--number`?'],
    [['track', 'x', '--number', '3'], '--number is not for a track. It is for: lesson. See --help.'],
  ];
  for (const [args, expected] of cases)
    test(args.join(' '), () =>
      assert.throws(
        () => readRequest(args),
        (error: Refusal) => error instanceof Refusal && assert.equal(`${error.message} ${error.hint}`, expected) === undefined,
      ),
    );
});
