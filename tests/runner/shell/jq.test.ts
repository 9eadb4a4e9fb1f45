import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { temporaryDir } from '../../support/fixture-content.ts';

const OURS = resolve(import.meta.dirname, '../../../runner/shell/fallback/jq');
const dir = temporaryDir();
writeFileSync(join(dir, 'a.json'), '{"a":1}\n');
writeFileSync(join(dir, 'b.json'), '{"a":2}\n{"a":3}\n');
writeFileSync(join(dir, 'program.jq'), '.a + 1');
writeFileSync(join(dir, 'lines.txt'), 'one\ntwo\n');
writeFileSync(join(dir, 'three.txt'), 'three\n');

type Call = { args: string[]; input?: string };
/** What lessons and learners write. Each must come out as the real one does it. */
const CALLS: Call[] = [
  { args: ['.'], input: '{"b":[1,2,{"c":null}],"a":"ü €"}' },
  { args: [], input: '[1,2]' },
  { args: ['-c', '.'], input: '{"a": [1, 2]}' },
  { args: ['-r', '.a'], input: '{"a":"text"}' },
  { args: ['-r', '.[]'], input: '["a","b\\nc"]' },
  { args: ['--raw-output', '.[] | "\\(.name): \\(.messages)"'], input: '[{"name":"q","messages":3}]' },
  { args: ['-j', '.[]'], input: '["a","b"]' },
  { args: ['-e', '.a'], input: '{"a":null}' },
  { args: ['-e', '.a'], input: '{"a":false}' },
  { args: ['-e', '.a'], input: '{"a":0}' },
  { args: ['-n', '1 + 1'] },
  { args: ['-n', '[inputs.a]', 'a.json', 'b.json'] },
  { args: ['-s', 'map(.a) | add', 'a.json', 'b.json'] },
  { args: ['.a', 'a.json', 'b.json'] },
  { args: ['-f', 'program.jq', 'a.json'] },
  { args: ['--arg', 'x', 'v w', '{x: $x}', 'a.json'] },
  { args: ['--argjson', 'x', '{"y":[1]}', '$x.y', 'a.json'] },
  { args: ['--slurpfile', 'all', 'b.json', '$all', 'a.json'] },
  { args: ['--rawfile', 'text', 'lines.txt', '$text', 'a.json'] },
  { args: ['-R', '.'], input: 'one\ntwo' },
  { args: ['-R', '.', 'lines.txt', 'three.txt'] },
  { args: ['-sR', '.', 'lines.txt', 'three.txt'] },
  { args: ['-nR', '[inputs]', 'lines.txt'] },
  { args: ['--tab', '.'], input: '{"a":[1]}' },
  { args: ['--indent', '1', '.'], input: '{"a":[1]}' },
  { args: ['-S', '.'], input: '{"b":1,"a":2}' },
  { args: ['--stream', '-c', '.'], input: '{"a":[1,2]}' },
  { args: ['.[] | select(.a > 1)'], input: '[{"a":1},{"a":2}]' },
  { args: ['length, keys'], input: '{"a":1}' },
  { args: ['@base64, @uri, @csv?'], input: '"a b/c"' },
  { args: ['.payload | fromjson | .ACTION'], input: '{"payload":"{\\"ACTION\\":\\"X\\"}"}' },
  { args: ['.'], input: '' },
  { args: ['.'], input: '1 2 "three"' },
  { args: ['empty'], input: '{}' },
  // What goes wrong: the status and what was written to standard output before are the same.
  { args: ['.a.b'], input: '{"a":1}' },
  { args: ['.a +'], input: '{}' },
  { args: ['.', 'no-such-file.json'] },
  { args: ['-n', '"x" | error'] },
  { args: ['-n', 'halt_error'] },
];

function run(jq: string, { args, input = '' }: Call) {
  const env = { ...process.env, TOWPATH_NODE: process.execPath };
  const { stdout, stderr, status } = spawnSync(jq, args, { cwd: dir, input, env, encoding: 'utf8' });
  return { result: { stdout, status }, stderr };
}

const isThere = spawnSync('jq', ['--version']).status === 0;

describe('the jq for machines that have none', {
  skip: !isThere && 'there is no jq to compare with: sudo apt-get install jq',
}, () => {
  for (const call of CALLS)
    test(`does as the real one: jq ${call.args.join(' ')}`, () =>
      assert.deepEqual(run(OURS, call).result, run('jq', call).result));
});

describe('what it says', () => {
  test('names a file that is not there', () => {
    const { stderr } = run(OURS, { args: ['.', 'no-such-file.json'] });
    assert.equal(stderr, 'jq: error: Could not open no-such-file.json: No such file or directory\n');
  });

  test('refuses what it cannot do, in words', () => {
    const { result, stderr } = run(OURS, { args: ['--args', '.', 'x'] });
    assert.equal(result.status, 2);
    assert.equal(stderr, "jq: error: --args is not supported by Towpath's own jq. Use --arg, or install jq.\n");
  });

  test('has no colours in a pipe', () =>
    assert.equal(run(OURS, { args: ['-c', '.'], input: '{"a":1}' }).result.stdout, '{"a":1}\n'));

  test('takes a large input', () => {
    const input = JSON.stringify(Array.from({ length: 50_000 }, (_, id) => ({ id })));
    assert.equal(run(OURS, { args: ['length'], input }).result.stdout, '50000\n');
  });
});
