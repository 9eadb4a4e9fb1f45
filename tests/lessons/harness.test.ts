import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Proof } from './prove-lesson.ts';

const MAIN = resolve(import.meta.dirname, 'main.ts');
const contentDir = mkdtempSync(join(tmpdir(), 'towpath-harness-'));
after(() => rmSync(contentDir, { recursive: true }));

function write(folder: string, checks: string[], body: string): void {
  mkdirSync(join(contentDir, 'canals', folder), { recursive: true });
  const services = checks.some((check) => check.includes('check: flink')) ? 'flink' : '';
  const fields = ['title: A', 'summary: B', 'minutes: 1', `services: [${services}]`, 'checks:'];
  const text = `---\n${[...fields, ...checks.map((check) => `  - ${check}`)].join('\n')}\n---\n\n${body}\n\n<Verify />\n`;
  writeFileSync(join(contentDir, 'canals', folder, 'index.mdx'), text);
}

const fence = (attributes: string, text: string): string => `\`\`\`sh ${attributes}\n${text}\n\`\`\``;

type Result = { status: number; stdout: string; stderr: string };

function lessons(...args: string[]): Promise<Result> {
  return new Promise((done) => {
    const child = execFile(process.execPath, [MAIN, '--content-dir', contentDir, ...args], (_error, stdout, stderr) =>
      done({ status: child.exitCode ?? 1, stdout, stderr }),
    );
  });
}

const proofs = ({ stdout }: Result): Proof[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Proof);

describe('lessons with and without mistakes', () => {
  let found: Record<string, Proof> = {};
  let result: Result;

  before(async () => {
    write(
      '01-sound',
      ['{ id: gate, check: file.exists, file: gate.txt, contains: open, within: 0.2 }'],
      [fence('run id=look optional exit=3', 'exit 3'), fence('run id=open', 'echo open | tee gate.txt')].join('\n\n'),
    );
    write('02-proves-nothing', ['{ id: gate, check: file.exists, file: gate.txt }'], fence('run id=nothing', 'true'));
    write('03-breaks', ['{ id: new, check: file.exists, file: new.txt }'], fence('run id=break', 'echo water; exit 4'));
    write(
      '04-only-once',
      ['{ id: once, check: file.exists, file: once.txt }'],
      fence('run id=once', 'mkdir lock; touch once.txt; echo x > once.txt'),
    );
    write(
      '05-not-missed',
      ['{ id: full, check: file.exists, file: full.txt }'],
      [fence('run id=fill', 'echo full > full.txt'), fence('run id=idle', 'true')].join('\n\n'),
    );
    write('06-falls-short', ['{ id: boat, check: file.exists, file: boat.txt, within: 0 }'], fence('run id=wish', 'echo boat'));
    write('07-of-docker', ['{ id: cluster, check: flink.cluster }'], fence('run id=look', 'false'));
    write(
      '08-runs-dry',
      ['{ id: drawn, check: file.exists, file: drawn.txt }'],
      [
        fence('run id=pump background expect=up', 'echo up; until [ -e drawn.txt ]; do sleep 0.05; done; echo no water; exit 3'),
        fence(
          'run id=draw',
          'echo drawn > drawn.txt; until grep -q failed ../../outputs/canals/runs-dry/pump/run.json; do sleep 0.05; done',
        ),
      ].join('\n\n'),
    );
    write(
      '09-stays-mute',
      ['{ id: horn, check: file.exists, file: horn.txt }'],
      fence('run id=horn background expect="a long tone"', 'echo steam is up; exec sleep 300'),
    );
    result = await lessons('--json', '--within', '4');
    found = Object.fromEntries(proofs(result).map((proof) => [proof.lesson.split('/')[1], proof]));
  });

  const what = (lesson: string) => found[lesson]?.failures.map((failure) => `${failure.step}: ${failure.what}`);

  test('a sound lesson is proven, with each required block left out once', () => {
    assert.equal(found.sound?.passed, true);
    assert.deepEqual(found.sound?.skipTest, { tried: 1, missed: 1 });
    assert.equal(found.sound?.blocks, 2);
  });

  test('a check that holds before the blocks ran proves nothing', () => {
    assert.deepEqual(what('proves-nothing'), [
      'before its blocks: check gate holds already, so it proves nothing (or it wants `given: true`)',
    ]);
  });

  test('a block that does not end as declared is shown with its output', () => {
    assert.deepEqual(what('breaks'), ['the first time: block break: failed, exit status 4']);
    assert.equal(found.breaks?.failures[0]?.seen, 'water');
  });

  test('a block that cannot run twice fails the second time', () => {
    assert.deepEqual(what('only-once'), ['the second time: block once: failed, exit status 1']);
  });

  test('a block that no check misses is named', () => {
    assert.deepEqual(what('not-missed'), [
      'without block idle: Verify passes all the same: no check misses it. Add a check, or mark the block `optional`',
    ]);
    assert.deepEqual(found['not-missed']?.skipTest, { tried: 2, missed: 1 });
  });

  test('a check that does not hold after the blocks is shown as the learner reads it', () => {
    assert.deepEqual(what('falls-short'), ['the first time: check boat does not hold after the blocks']);
    assert.match(found['falls-short']?.failures[0]?.seen ?? '', /^✗ .*\n {2}Expected {2}.*\n {2}Found {5}/);
  });

  test('a lesson of a service that this stack has no form of is left out, with the reason', () => {
    const { passed, failures, leftOut } = found['of-docker'] ?? {};
    assert.deepEqual([passed, failures, leftOut], [false, [], 'not on the embedded stack, which has no Flink']);
  });

  test('a program that has ended by the end of the lesson is named, with its exit and its last lines', () => {
    assert.deepEqual(what('runs-dry'), ['the first time: the program pump has ended: exit 3']);
    assert.equal(found['runs-dry']?.failures[0]?.seen, 'up\nno water');
  });

  test('what a block is to show and never shows is named, with what it showed instead', () => {
    assert.deepEqual(what('stays-mute'), ['the first time: block horn: did not show "a long tone" within 4 s, and was stopped']);
    assert.equal(found['stays-mute']?.failures[0]?.seen, 'steam is up');
  });

  test('the exit status says that some failed', () => assert.equal(result.status, 1));
});

test('one lesson is proven from where the lessons before it lead, and the last line counts', async () => {
  const { status, stdout } = await lessons('--lesson', 'sound', '--no-skip-test');
  assert.equal(stdout.trimEnd().split('\n').at(-1), '1 passed, 0 failed');
  assert.equal(status, 0);
});

test('a lesson of the other stack is no failure, and alone no proof', async () => {
  for (const folder of [
    '02-proves-nothing',
    '03-breaks',
    '04-only-once',
    '05-not-missed',
    '06-falls-short',
    '08-runs-dry',
    '09-stays-mute',
  ])
    rmSync(join(contentDir, 'canals', folder), { recursive: true });
  const all = await lessons('--no-skip-test');
  assert.match(all.stdout, /^– of-docker +not on the embedded stack, which has no Flink$/m);
  assert.equal(all.stdout.trimEnd().split('\n').at(-1), '1 passed, 0 failed, 1 for the other stack');
  assert.equal(all.status, 0);
  const alone = await lessons('--lesson', 'of-docker');
  assert.equal(alone.stdout.trimEnd().split('\n').at(-1), '0 passed, 0 failed, 1 for the other stack');
  assert.equal(alone.status, 1);
});

test('a block is shown with its output, and what Verify says without it', async () => {
  const shown = await lessons('--lesson', 'sound', '--block', 'open');
  assert.match(shown.stdout, /✓ open · \d+ ms\nopen\n/);
  assert.equal(shown.status, 0);
  const skipped = await lessons('--lesson', 'sound', '--skip', 'open');
  assert.match(skipped.stdout, /Verify notices that open was left out\./);
  assert.equal(skipped.status, 0);
});

test('for a program, both are one JSON object on one line', async () => {
  const shown = await lessons('--lesson', 'sound', '--block', 'open', '--json');
  const { lesson, passed, blocks } = JSON.parse(shown.stdout);
  assert.deepEqual([lesson, passed], ['canals/sound', true]);
  assert.deepEqual(
    blocks.map(({ block, output, exit }: { block: string; output: string; exit: number }) => [block, output, exit]),
    [
      ['look', '', 3],
      ['open', 'open', 0],
    ],
  );
  const skipped = await lessons('--lesson', 'sound', '--skip', 'open', '--json');
  const { noticed, rows } = JSON.parse(skipped.stdout);
  assert.deepEqual([noticed, rows.length, skipped.status], [true, 1, 0]);
});

test('an unknown lesson ends with status 2 and the nearest name', async () => {
  const { status, stderr } = await lessons('--lesson', 'sond');
  assert.deepEqual({ status, stderr }, { status: 2, stderr: 'There is no lesson sond. Did you mean `sound`?\n' });
});
