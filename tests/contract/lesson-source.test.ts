import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CHECK_NAMES } from '#contract/checks/checks.ts';
import { hashText } from '#contract/hash.ts';
import { readLessonSource } from '#contract/lesson-source.ts';
import { SERVICE_IDS } from '#contract/services.ts';

const FENCE = '```';

/** A right lesson of 22 lines; a test replaces one part of it. */
const LESSON = `---
title: A queue
summary: Create a queue and look at it.
minutes: 8
services: [rabbitmq]
covers: [S0-04]
checks:
  - { id: queue, check: rabbitmq.queue, queue: test_queue, fix: create }
  - { id: answers, check: http.status, url: "http://rabbitmq:15672/", given: true }
---

Prose.

${FENCE}json file=event.json id=event
{ "ACTION": "PROCESS_CREATED" }
${FENCE}

${FENCE}sh run id=create needs=check
curl http://rabbitmq:15672/api/queues
${FENCE}

<Verify checks="queue" />
`.replace(' needs=check', '');

/** The problems of the lesson with `part` replaced by `other`. */
function problemsWith(part: string, other: string) {
  assert.ok(LESSON.includes(part), `the lesson has ${part}`);
  return readLessonSource(LESSON.replace(part, other)).problems;
}

describe('a lesson as its author wrote it', () => {
  test('a right lesson has fields, blocks with their lines and hashes, and no problem', () => {
    const { fields, blocks, problems } = readLessonSource(LESSON);
    assert.deepEqual(problems, []);
    assert.equal(fields?.title, 'A queue');
    assert.deepEqual(fields?.adds, []);
    assert.deepEqual(blocks, [
      {
        id: 'event',
        language: 'json',
        attributes: { file: 'event.json', id: 'event' },
        text: '{ "ACTION": "PROCESS_CREATED" }',
        hash: hashText('{ "ACTION": "PROCESS_CREATED" }'),
        line: 14,
      },
      {
        id: 'create',
        language: 'sh',
        attributes: { run: true, id: 'create' },
        text: 'curl http://rabbitmq:15672/api/queues',
        hash: hashText('curl http://rabbitmq:15672/api/queues'),
        line: 18,
      },
    ]);
  });

  test('a file with the line ends of Windows reads the same', () => {
    const { problems, blocks } = readLessonSource(LESSON.replaceAll('\n', '\r\n'));
    assert.deepEqual(problems, []);
    assert.deepEqual(
      blocks.map(({ id, line, text }) => ({ id, line, text })),
      readLessonSource(LESSON).blocks.map(({ id, line, text }) => ({ id, line, text })),
    );
  });

  test('a block inside a list or a component keeps its text without the indentation', () => {
    const text = LESSON.replace('Prose.', `1. Do this\n\n   ${FENCE}sh run id=inner\n   echo one\n     echo two\n   ${FENCE}\n`);
    assert.equal(readLessonSource(text).blocks.find(({ id }) => id === 'inner')?.text, 'echo one\n  echo two');
  });

  test('a fence that shows how a block is written is not a block', () => {
    const text = LESSON.replace('Prose.', `${FENCE}${FENCE}mdx\n${FENCE}sh run id=create\n${FENCE}\n${FENCE}${FENCE}\n`);
    const { blocks, problems } = readLessonSource(text);
    assert.deepEqual(
      blocks.map(({ id }) => id),
      ['event', 'create'],
    );
    assert.deepEqual(problems, []);
  });

  test('every problem is reported, in the order of the lines', () => {
    const { problems } = readLessonSource(
      LESSON.replace('minutes: 8', 'minutes: 99')
        .replace('run id=create', 'run id=create expct=x')
        .replace('"queue" />', '"cue" />'),
    );
    assert.deepEqual(
      problems.map(({ line }) => line),
      [4, 18],
    );
  });
});

type Case = {
  says: string;
  part: string;
  other: string;
  problem: { line: number; column: number; message: string; hint: string };
};

describe('a mistake is told with its line, what is wrong and what to write instead', () => {
  const cases: Case[] = [
    {
      says: 'no frontmatter',
      part: '---\ntitle: A queue',
      other: 'title: A queue',
      problem: {
        line: 1,
        column: 1,
        message: 'The lesson has no frontmatter.',
        hint: 'Begin the file with ---, title, summary, minutes, services and ---.',
      },
    },
    {
      says: 'a frontmatter without an end',
      part: 'given: true }\n---',
      other: 'given: true }',
      problem: {
        line: 1,
        column: 1,
        message: 'The frontmatter that begins here has no end.',
        hint: 'Write --- on a line of its own after its last field.',
      },
    },
    {
      says: 'a mistyped field',
      part: 'minutes: 8',
      other: 'minuts: 8',
      problem: { line: 4, column: 9, message: 'There is no field `minuts`.', hint: 'Did you mean `minutes`?' },
    },
    {
      says: 'an unknown field',
      part: 'covers: [S0-04]',
      other: 'difficulty: hard',
      problem: {
        line: 6,
        column: 13,
        message: 'There is no field `difficulty`.',
        hint: 'Allowed: title, summary, minutes, services, programs, covers, adds, holds, checks, draft.',
      },
    },
    {
      says: 'a missing field',
      part: 'minutes: 8\n',
      other: '',
      problem: { line: 2, column: 1, message: '`minutes` is missing.', hint: 'Add `minutes:`.' },
    },
    {
      says: 'a value out of range',
      part: 'minutes: 8',
      other: 'minutes: 13',
      problem: {
        line: 4,
        column: 10,
        message: '`minutes` is not right: a lesson takes 12 minutes at most, a longer one is two.',
        hint: 'Correct `minutes`.',
      },
    },
    {
      says: 'an unknown service',
      part: '[rabbitmq]',
      other: '[rabbitmq, kafak]',
      problem: { line: 5, column: 22, message: 'Service 2 cannot be `kafak`.', hint: 'Did you mean `kafka`?' },
    },
    {
      says: 'a service unlike any',
      part: '[rabbitmq]',
      other: '[rabbitmq, warehouse]',
      problem: {
        line: 5,
        column: 22,
        message: 'Service 2 cannot be `warehouse`.',
        hint: `Allowed: ${SERVICE_IDS.join(', ')}.`,
      },
    },
    {
      says: 'a step that is none',
      part: 'S0-04',
      other: 'S9-04',
      problem: {
        line: 6,
        column: 10,
        message: 'Step 1 is not right: a guide step, such as S0-04.',
        hint: 'Correct step 1.',
      },
    },
    {
      says: 'an unknown check',
      part: 'rabbitmq.queue,',
      other: 'rabbitmq.qeue,',
      problem: { line: 8, column: 25, message: 'There is no check `rabbitmq.qeue`.', hint: 'Did you mean `rabbitmq.queue`?' },
    },
    {
      says: 'a check unlike any',
      part: 'rabbitmq.queue,',
      other: 'dashboard.exists,',
      problem: {
        line: 8,
        column: 25,
        message: 'There is no check `dashboard.exists`.',
        hint: `Allowed: ${CHECK_NAMES.join(', ')}.`,
      },
    },
    {
      says: 'an unknown field of a check',
      part: 'queue: test_queue, fix',
      other: 'queue: test_queue, durabel: true, fix',
      problem: {
        line: 8,
        column: 69,
        message: 'There is no field `durabel` in check 1 (`queue`).',
        hint: 'Did you mean `durable`?',
      },
    },
    {
      says: 'a field that a check lacks',
      part: ', queue: test_queue',
      other: '',
      problem: { line: 8, column: 5, message: '`queue` of check 1 (`queue`) is missing.', hint: 'Add `queue:`.' },
    },
    {
      says: 'two checks with one id',
      part: 'id: answers',
      other: 'id: queue',
      problem: {
        line: 9,
        column: 11,
        message: 'The id `queue` is taken by an earlier check.',
        hint: 'Give this check another id.',
      },
    },
    {
      says: 'a fix that is no block',
      part: 'fix: create',
      other: 'fix: crate',
      problem: { line: 8, column: 65, message: 'The lesson has no block `crate`.', hint: 'Did you mean `create`?' },
    },
    {
      says: 'a check of a service that the lesson does not have',
      part: 'services: [rabbitmq]',
      other: 'services: []',
      problem: {
        line: 8,
        column: 25,
        message: '`rabbitmq.queue` looks at rabbitmq, which is not in `services`.',
        hint: 'Add rabbitmq to `services`.',
      },
    },
    {
      says: 'frontmatter that is not YAML',
      part: 'services: [rabbitmq]',
      other: 'services: [rabbitmq',
      problem: {
        line: 6,
        column: 1,
        message: 'This is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ].',
        hint: 'Mind indentation, quotes and colons.',
      },
    },
    {
      says: 'a fence that is never closed',
      part: '\n```\n\n<Verify',
      other: '\n\n<Verify',
      problem: {
        line: 18,
        column: 1,
        message: 'The block `create` is not closed.',
        hint: 'Write ``` on a line of its own where its text ends.',
      },
    },
    {
      says: 'a fence that swallows the next one',
      part: '}\n```\n\n```sh',
      other: '}\n\n```sh',
      problem: {
        line: 14,
        column: 1,
        message: 'The block `event` is not closed.',
        hint: 'Write ``` on a line of its own where its text ends.',
      },
    },
    {
      says: 'a quote that is not closed',
      part: 'run id=create',
      other: 'run id=create expect="all',
      problem: {
        line: 18,
        column: 1,
        message: 'The quote after `expect=` is not closed.',
        hint: 'Write a second " behind the text.',
      },
    },
    {
      says: 'localhost in the address of a check',
      part: 'http://rabbitmq:15672/", given',
      other: 'http://localhost:15672/", given',
      problem: {
        line: 9,
        column: 45,
        message:
          '`url` of check 2 (`answers`) is not right: the name of a service is wanted, such as http://rabbitmq:15672; localhost is another machine on the Docker stack.',
        hint: 'Correct `url` of check 2 (`answers`).',
      },
    },
    {
      says: 'an unknown attribute of a block',
      part: 'run id=create',
      other: 'run id=create exspect=x',
      problem: { line: 18, column: 1, message: 'A block has no attribute `exspect`.', hint: 'Did you mean `expect`?' },
    },
    {
      says: 'two blocks with one id',
      part: 'id=event',
      other: 'id=create',
      problem: {
        line: 18,
        column: 1,
        message: 'The id `create` is taken by an earlier block.',
        hint: 'Give this block another id.',
      },
    },
    {
      says: 'a block that needs a later one',
      part: 'run id=create',
      other: 'run id=create needs=evnt',
      problem: {
        line: 18,
        column: 1,
        message: 'Block `create` needs `evnt`, which is not an earlier block.',
        hint: 'Did you mean `event`?',
      },
    },
    {
      says: 'a block in a service that the lesson does not have',
      part: 'run id=create',
      other: 'run id=create in=kafka',
      problem: {
        line: 18,
        column: 1,
        message: 'Block `create` runs in kafka, which is not in `services`.',
        hint: 'Add kafka to `services`.',
      },
    },
    {
      says: 'localhost in a block that runs',
      part: 'curl http://rabbitmq:15672/api/queues',
      other: 'echo first\ncurl http://localhost:15672/api/queues',
      problem: {
        line: 20,
        column: 1,
        message: 'Block `create` says localhost, which is another machine on the Docker stack.',
        hint: 'Did you mean `http://rabbitmq:15672`?',
      },
    },
    {
      says: 'this machine without a port that a service has',
      part: 'curl http://rabbitmq:15672/api/queues',
      other: 'ping localhost',
      problem: {
        line: 19,
        column: 1,
        message: 'Block `create` says localhost, which is another machine on the Docker stack.',
        hint: 'Write the service’s name in the stack’s network, such as http://rabbitmq:15672.',
      },
    },
    {
      says: 'a block that forgot to run',
      part: 'sh run id=create',
      other: 'sh id=create expect=ok',
      problem: {
        line: 18,
        column: 1,
        message: '`id` is for blocks, and this fence says neither `run` nor `file=`.',
        hint: 'Add `run`, or leave `id` out.',
      },
    },
    {
      says: 'a mistyped run',
      part: 'sh run id=create',
      other: 'sh rnu id=create',
      problem: {
        line: 18,
        column: 1,
        message: '`id` is for blocks, and this fence says neither `run` nor `file=`.',
        hint: 'Did you mean `run`?',
      },
    },
    {
      says: 'plain code that is never closed',
      part: '<Verify checks="queue" />',
      other: '```text\n<Verify checks="queue" />',
      problem: {
        line: 22,
        column: 1,
        message: 'The code that begins here is not closed.',
        hint: 'Write ``` on a line of its own where its text ends.',
      },
    },
    ...[
      ['in=rabitmq', '`in=rabitmq` is not known.', 'Did you mean `rabbitmq`?'],
      ['stack=dokcer', '`stack=dokcer` is not known.', 'Did you mean `docker`?'],
      ['exit=none', '`exit=none` is not right: a number from 0 to 255.', 'Correct the value of `exit`.'],
      [
        'expect=/(/',
        '`expect=/(/` is not a regular expression: Invalid regular expression: /(/: Unterminated group.',
        'Correct it, or write a plain text in quotes.',
      ],
      ['follow=yes', '`follow` takes no value.', 'Write `follow` alone.'],
    ].map(([attribute = '', message = '', hint = '']) => ({
      says: `a block with ${attribute}`,
      part: 'run id=create',
      other: `run id=create ${attribute}`,
      problem: { line: 18, column: 1, message, hint },
    })),
    {
      says: 'a language that does not run',
      part: 'sh run id=create',
      other: 'shh run id=create',
      problem: { line: 18, column: 1, message: 'Blocks in `shh` do not run yet.', hint: 'Did you mean `sh`?' },
    },
    {
      says: 'a Verify of a check that is not there',
      part: 'checks="queue"',
      other: 'checks="queue anwsers"',
      problem: { line: 22, column: 1, message: 'The lesson has no check `anwsers`.', hint: 'Did you mean `answers`?' },
    },
  ];
  for (const { says, part, other, problem } of cases) {
    test(says, () => assert.deepEqual(problemsWith(part, other), [problem]));
  }

  test('text that is not MDX, and no complaint about the blocks that could not be found in it', () => {
    assert.deepEqual(problemsWith('Prose.', 'Prose.\n\nLess than {five'), [
      {
        line: 14,
        column: 11,
        message: 'The text is not MDX: Unexpected end of file in expression, expected a corresponding closing brace for `{`.',
        hint: 'Look for an open tag, or a < or { that wants a backslash.',
      },
    ]);
  });

  test('code in a list or a quote, closed by its own marks or by longer ones, is no mistake', () => {
    for (const code of ['- ```text\n  a\n  ```', '> ```text\n> a\n> ```', '```text\na\n````', '~~~text\n```\n~~~'])
      assert.deepEqual(problemsWith('Prose.', code), [], code);
  });

  test('a fix in a lesson without blocks', () => {
    const { problems } = readLessonSource(LESSON.slice(0, LESSON.indexOf(FENCE)));
    assert.deepEqual(problems, [
      { line: 8, column: 65, message: 'The lesson has no block `create`.', hint: 'There is none to choose from.' },
    ]);
  });

  test('a check without a name', () => {
    const [problem] = problemsWith('check: rabbitmq.queue, ', '');
    assert.equal(problem?.message, '`check` of check 1 (`queue`) is missing.');
    assert.equal(problem?.line, 8);
  });
});
