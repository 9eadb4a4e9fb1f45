import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BlockAttributeError, expectation, fileName, isBlock, onlyStack, parseBlockAttributes } from '#contract/block.ts';
import { LANGUAGE_NAMES } from '#contract/languages.ts';
import { SERVICE_IDS } from '#contract/services.ts';

/** The whole error of a wrong fence. */
function mistake(language: string, meta: string): { message: string; hint: string } {
  try {
    parseBlockAttributes(language, meta);
  } catch (error) {
    if (error instanceof BlockAttributeError) return { message: error.message, hint: error.hint };
    throw error;
  }
  throw new Error(`\`${language} ${meta}\` was accepted.`);
}

describe('which fences are blocks', () => {
  test('a fence that says run or file= is a block', () => {
    for (const meta of ['run', 'run id=a', 'id=a run', 'file=event.json id=event', 'title="x" run id=a'])
      assert.equal(isBlock(meta), true);
  });

  test('a fence that only mentions them in a value, or says nothing, is plain code', () => {
    for (const meta of ['', null, undefined, 'title="how to run"', 'title=run', 'running', 'profile=a'])
      assert.equal(isBlock(meta), false, String(meta));
  });
});

describe('what a fence may say', () => {
  test('a block runs on the only stack it names, or has the programs of its service', () => {
    const stackOf = (meta: string) => onlyStack({ attributes: parseBlockAttributes('sh', `run id=a ${meta}`), language: 'sh' });
    assert.deepEqual(['', 'stack=docker', 'stack=embedded', 'in=rabbitmq', 'in=kafka', 'in=kafka stack=docker'].map(stackOf), [
      undefined,
      'docker',
      'embedded',
      'docker',
      undefined,
      'docker',
    ]);
  });

  test('every attribute is read into its own kind of value', () => {
    assert.deepEqual(
      parseBlockAttributes('sh', 'run id=publish in=rabbitmq expect=routed exit=22 follow optional stack=docker needs=a,b-2'),
      {
        run: true,
        id: 'publish',
        in: 'rabbitmq',
        expect: 'routed',
        exit: 22,
        follow: true,
        optional: true,
        stack: 'docker',
        needs: ['a', 'b-2'],
      },
    );
  });

  test('a block in TypeScript that runs is a file, named after it unless it says another', () => {
    assert.deepEqual(parseBlockAttributes('ts', 'run id=simulator background'), {
      run: true,
      id: 'simulator',
      background: true,
      file: 'simulator.ts',
    });
    assert.equal(parseBlockAttributes('ts', 'run id=a file=programs/b.ts').file, 'programs/b.ts');
    assert.equal(parseBlockAttributes('sh', 'run id=a').file, undefined);
  });

  test('a file block has a name and an id, in any language', () => {
    assert.deepEqual(parseBlockAttributes('json', 'file=events/first.json id=event'), { file: 'events/first.json', id: 'event' });
  });

  test('quotes keep spaces, and a backslash keeps a quote', () => {
    assert.equal(parseBlockAttributes('sh', 'run id=a expect="two words"').expect, 'two words');
    assert.equal(parseBlockAttributes('sh', String.raw`run id=a expect="\"routed\":true"`).expect, '"routed":true');
    assert.equal(parseBlockAttributes('sh', String.raw`run id=a expect="a\\b"`).expect, String.raw`a\b`);
    assert.equal(parseBlockAttributes('sh', 'run id=a expect=""').expect, '');
  });

  test('slashes keep spaces, flags and an escaped slash', () => {
    assert.equal(parseBlockAttributes('sh', 'run id=a expect=/two  words/i').expect, '/two  words/i');
    assert.equal(parseBlockAttributes('sh', String.raw`run id=a expect=/a\/b c/`).expect, String.raw`/a\/b c/`);
  });

  test('file names stay inside the workspace', () => {
    for (const name of ['event.json', 'a/b/c.sh', 'publish_events.sh'])
      assert.equal(fileName.safeParse(name).success, true, name);
    for (const name of ['../a', '/etc/passwd', 'a/../b', '.hidden', 'a/.git/config', 'a\\b', '', 'a/', 'a b', './a'])
      assert.equal(fileName.safeParse(name).success, false, name);
  });
});

describe('mistakes in a fence, with what to write instead', () => {
  const cases: [string, string, string, string][] = [
    ['sh', 'run id=a expct=x', 'A block has no attribute `expct`.', 'Did you mean `expect`?'],
    [
      'sh',
      'run id=a colour=x',
      'A block has no attribute `colour`.',
      'Allowed: run, file, id, in, expect, exit, follow, background, optional, stack, needs.',
    ],
    ['sh', 'run', 'A block needs `id`.', 'Write `id=…` after the language.'],
    ['sh', 'run id', '`id` needs a value.', 'Write `id=…`.'],
    ['sh', 'run id=a id=b', '`id` is given twice.', 'Keep one of them.'],
    [
      'sh',
      'run id=A_b',
      '`id=A_b` is not right: lower case letters, digits and hyphens, such as create-queue.',
      'Correct the value of `id`.',
    ],
    ['sh', 'run=yes id=a', '`run` takes no value.', 'Write `run` alone.'],
    ['sh', 'run id=a follow=yes', '`follow` takes no value.', 'Write `follow` alone.'],
    ['sh', 'run id=a in=rabitmq', '`in=rabitmq` is not known.', 'Did you mean `rabbitmq`?'],
    ['sh', 'run id=a in=warehouse', '`in=warehouse` is not known.', `Allowed: ${SERVICE_IDS.join(', ')}.`],
    ['sh', 'run id=a stack=dokcer', '`stack=dokcer` is not known.', 'Did you mean `docker`?'],
    ['sh', 'run id=a exit=300', '`exit=300` is not right: a number from 0 to 255.', 'Correct the value of `exit`.'],
    ['sh', 'run id=a exit=one', '`exit=one` is not right: a number from 0 to 255.', 'Correct the value of `exit`.'],
    ['sh', 'run id=a exit', '`exit` needs a value.', 'Write `exit=…`.'],
    ['json', 'file=../x id=a', '`file=../x` is not right: a relative path, such as event.json.', 'Correct the value of `file`.'],
    [
      'sh',
      'run file=a.sh id=a',
      'A block in `sh` has `run` or `file=`, not both.',
      'Make two blocks: one that is the file, one that runs it.',
    ],
    [
      'sh',
      'run id=a expect=There is no text optional',
      '`expect=There` ends at the space.',
      'Put the text in quotes: `expect="There is no text"`.',
    ],
    ['sh', 'run id=a expect="6 lines optional', 'The quote after `expect=` is not closed.', 'Write a second " behind the text.'],
    ['sh', 'run id=a expect=ok optinal', 'A block has no attribute `optinal`.', 'Did you mean `optional`?'],
    [
      'sh',
      'run id=a needs=say-low, say-high',
      '`needs=say-low,` ends at the space after the comma.',
      'Write `needs=say-low,say-high`, without a space.',
    ],
    ['ts', 'run id=a file=a.js', '`file=a.js` is not the name of a file in `ts`.', 'Let it end in .ts.'],
    ['ts', 'run id=a in=kafka', '`in=kafka` is for blocks in `sh`.', 'Leave it out: the language says where it runs.'],
    [
      'sh',
      'run id=a follow background',
      '`follow` and `background` do not go together.',
      'Keep `background` for a program that later blocks need, or `follow` for one to be watched.',
    ],
    ['sh', 'file=a.sh id=a background', '`background` is for blocks that run.', 'Add `run`, or leave it out.'],
    ['json', 'file=a.json id=a expect=x', '`expect` is for blocks that run.', 'Add `run`, or leave it out.'],
    ['shh', 'run id=a', 'Blocks in `shh` do not run yet.', 'Did you mean `sh`?'],
    ['python', 'run id=a', 'Blocks in `python` do not run yet.', `Languages that run: ${LANGUAGE_NAMES.join(', ')}.`],
    ['', 'run id=a', 'Blocks in `no language` do not run yet.', 'Did you mean `sh`?'],
    [
      'sh',
      'run id=a expect=/(/',
      '`expect=/(/` is not a regular expression: Invalid regular expression: /(/: Unterminated group.',
      'Correct it, or write a plain text in quotes.',
    ],
  ];
  for (const [language, meta, message, hint] of cases) {
    test(`\`\`\`${language} ${meta}`, () => assert.deepEqual(mistake(language, meta), { message, hint }));
  }
});

describe('what an output must show', () => {
  test('a plain text must appear as it stands', () => {
    const shows = expectation('a.b');
    assert.equal(shows('xx a.b xx'), true);
    assert.equal(shows('xx aXb xx'), false);
  });

  test('between slashes stands a regular expression with its flags', () => {
    const shows = expectation('/^total: \\d+$/im');
    assert.equal(shows('first\nTotal: 12\nlast'), true);
    assert.equal(shows('first\nTotal: none\nlast'), false);
  });

  test('a path is a text, not a regular expression', () => assert.equal(expectation('/api/queues')('GET /api/queues'), true));

  test('the same test can be asked again and again', () => {
    const shows = expectation('/x/');
    assert.deepEqual([shows('x'), shows('x'), shows('x')], [true, true, true]);
  });
});
