import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOptions } from './options.ts';

const refusal = (...args: string[]): string => {
  try {
    readOptions(args);
  } catch (error) {
    return (error as Error).message;
  }
  throw new assert.AssertionError({ message: `${args.join(' ')} was taken` });
};

test('without options everything is proven, the skip test too', () => {
  assert.deepEqual(readOptions([]), { stack: 'embedded', offline: false, json: false, skipTest: true, help: false });
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

test('a block is asked for together with its lesson, and either tried or skipped', () => {
  assert.equal(refusal('--block', 'publish'), '--block and --skip are about one lesson. Add --lesson.');
  assert.equal(
    refusal('--lesson', 'a', '--block', 'b', '--skip', 'c'),
    '--block and --skip do different things. Leave one of them out.',
  );
});
