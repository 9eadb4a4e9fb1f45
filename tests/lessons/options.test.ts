import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpText, readOptions } from './options.ts';

const refusal = (...args: string[]): string => {
  try {
    readOptions(args);
  } catch (error) {
    return (error as Error).message;
  }
  throw new assert.AssertionError({ message: `${args.join(' ')} was taken` });
};

test('without options everything is proven, the skip test too', () => {
  const modes = { watch: false, record: false, coverage: false };
  const how = { stack: 'embedded', offline: false, json: false, skipTest: true, help: false };
  assert.deepEqual(readOptions([]), { ...modes, ...how });
});

test('an unknown option is refused with the nearest name', () => {
  assert.equal(refusal('--leson', 'x'), 'There is no option --leson. Did you mean `--lesson`?');
});

test('on the Docker stack there is no skip test', () => {
  const { stack, offline, skipTest } = readOptions(['--stack', 'docker', '--offline']);
  assert.deepEqual({ stack, offline, skipTest }, { stack: 'docker', offline: true, skipTest: false });
});

test('an unknown stack is refused with the nearest name, and --offline on the embedded one', () => {
  assert.equal(refusal('--offline'), '--offline is about the Docker stack. Add --stack docker.');
  assert.equal(refusal('--stack', 'embeded'), 'There is no stack embeded. Did you mean `embedded`?');
});

test('--within takes seconds', () => {
  assert.equal(readOptions(['--within', '20']).within, 20);
  assert.equal(refusal('--within', 'soon'), '--within soon is no time. Give it seconds, from 1 to 3600.');
});

test('what does not go together is refused, with what to leave out or to add', () => {
  assert.equal(refusal('--watch'), '--watch is about one lesson. Add --lesson.');
  assert.equal(refusal('--watch', '--lesson', 'a', '--json'), '--watch is for reading along. Leave --json out.');
  assert.match(refusal('--watch', '--lesson', 'a', '--stack', 'docker'), /snapshots, which the Docker stack has none of/);
  assert.match(refusal('--record', '--stack', 'docker'), /Leave --stack out\.$/);
  assert.equal(
    refusal('--record', '--lesson', 'a', '--block', 'b'),
    '--record keeps whole lessons. Leave --block and --skip out.',
  );
  assert.equal(refusal('--coverage', '--lesson', 'a'), '--coverage is about whole tracks. Leave --lesson out.');
});

test('the help lists every option in its group, with examples and exit statuses, in 100 columns', () => {
  const help = helpText();
  for (const option of ['--watch', '--record', '--coverage', '--block <id>', '--json'])
    assert.match(help, new RegExp(`^  ${option} `, 'm'));
  for (const head of ['Which lessons', 'Examples', 'Exit status']) assert.match(help, new RegExp(`^${head}:$`, 'm'));
  assert.ok(help.split('\n').every((line) => line.length <= 100));
});

test('a block is asked for together with its lesson, and either tried or skipped', () => {
  assert.equal(refusal('--block', 'publish'), '--block and --skip are about one lesson. Add --lesson.');
  assert.equal(
    refusal('--lesson', 'a', '--block', 'b', '--skip', 'c'),
    '--block and --skip do different things. Leave one of them out.',
  );
});
