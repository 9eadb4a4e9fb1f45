import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import WebSocket from 'ws';
import { MAX_MESSAGE_BYTES, RATE_BURST } from '#contract/limits.ts';
import { PROTOCOL_VERSION } from '#contract/version.ts';
import { rssOf } from '../bench/rss.ts';
import { CLIENT_SAMPLES } from '../contract/message-samples.ts';
import { eventually } from '../support/eventually.ts';
import { fence, fixtureContent, temporaryDir } from '../support/fixture-content.ts';
import { mutated } from '../support/mutated-message.ts';
import { RawConnection } from '../support/raw-connection.ts';
import { type RequestRefused, RunnerClient } from '../support/runner-client.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { type StartedRunner, startRunner } from '../support/start-runner.ts';

const contentDir = fixtureContent({
  '01-first': {
    services: ['echo'],
    checks: ['{ id: gate, check: file.exists, file: gate.txt, within: 0.1 }'],
    blocks: [fence('id=one', 'true'), fence('id=two', 'true'), fence('id=note file=note.txt', 'text')],
  },
});
const LESSON = 'try/first';
let runner: StartedRunner;

before(async () => {
  runner = await startRunner({ dataDir: temporaryDir(), args: ['--content-dir', contentDir] });
});
after(() => runner.stop());

/** What the runner says to one message of a connection that has said hello. */
async function answerTo(message: unknown): Promise<Record<string, unknown>> {
  const connection = await RawConnection.open(runner, { hello: true });
  connection.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  const answer = await connection.next((seen) => seen.type === 'request.failed' || seen.type === 'request.done' || 'id' in seen);
  connection.close();
  return answer;
}

const refused = (id: number | undefined, error: { code: string; message: string; hint?: string }) => ({
  type: 'request.failed',
  ...(id !== undefined && { id }),
  error,
});

describe('a message that is none', () => {
  test('is refused when it is not JSON', async () => {
    for (const text of ['', '{', 'null x', '\0'])
      assert.deepEqual(
        await answerTo(text),
        refused(undefined, { code: 'message.malformed', message: 'The message is not JSON.', hint: 'Reload the page.' }),
      );
  });

  test('is refused when it is binary', async () => {
    const connection = await RawConnection.open(runner, { hello: true });
    connection.socket.send(Buffer.from('{"type":"lesson.open"}'), { binary: true });
    const answer = await connection.next(({ type }) => type === 'request.failed');
    connection.close();
    assert.deepEqual(answer, refused(undefined, { code: 'message.malformed', message: 'Messages are text, not binary.' }));
  });

  test('is refused with the nearest name when its type is not known', async () => {
    assert.deepEqual(
      await answerTo({ type: 'lesson.opne', id: 7 }),
      refused(7, {
        code: 'message.malformed',
        message: 'There is no message "lesson.opne".',
        hint: 'Did you mean `lesson.open`?',
      }),
    );
  });

  test('is refused when it has no type, or one that is not a text', async () => {
    for (const value of [
      null,
      1,
      'x',
      [],
      {},
      { type: 3 },
      { type: null },
      { type: { toString: 1, valueOf: 1 } },
      { type: ['x'] },
    ]) {
      const { type, error } = (await answerTo(JSON.stringify(value))) as {
        type: string;
        error: { code: string; message: string };
      };
      assert.deepEqual([type, error.code, error.message], ['request.failed', 'message.malformed', 'There is no message "".']);
    }
  });

  test('is refused with the field that is wrong', async () => {
    const { error } = (await answerTo({ type: 'lesson.open', id: 8, lesson: 'Not A Lesson' })) as { error: { message: string } };
    assert.match(error.message, /^The message lesson\.open is not as the contract says: .*lesson/);
    const extra = (await answerTo({ type: 'lesson.open', id: 9, lesson: LESSON, command: 'rm -rf /' })) as {
      error: { message: string };
    };
    assert.match(extra.error.message, /"command"/);
  });

  test('is answered when it is too large, and the connection goes on', async () => {
    const connection = await RawConnection.open(runner, { hello: true });
    connection.socket.send(
      JSON.stringify({ type: 'file.save', id: 3, lesson: LESSON, block: 'note', text: 'x'.repeat(300_000) }),
    );
    const { error } = await connection.next(({ type }) => type === 'request.failed');
    assert.ok(300_000 > MAX_MESSAGE_BYTES);
    assert.deepEqual(error, {
      code: 'message.malformed',
      message: 'A message of 300,073 bytes is too large; 262,144 are allowed.',
      hint: 'Make the text shorter.',
    });
    connection.socket.send(JSON.stringify({ type: 'lesson.open', id: 4, lesson: LESSON }));
    assert.equal((await connection.next(({ id }) => id === 4)).type, 'lesson.state');
    connection.close();
  });

  test('ends its own connection, and no other, when it is larger still', async () => {
    const { client } = await RunnerClient.connect(runner);
    const connection = await RawConnection.open(runner, { hello: true });
    const closed = new Promise((resolve) => connection.socket.once('close', resolve));
    connection.socket.on('error', () => undefined);
    connection.socket.send('x'.repeat(10_000_000));
    // 1009, message too big; or 1006 when the connection was gone before that could be said.
    assert.ok([1006, 1009].includes(Number(await closed)));
    assert.equal((await client.openLesson(LESSON)).lesson, LESSON);
    client.close();
  });

  test('is refused as a whole when its id is none', async () => {
    for (const id of [-1, 1.5, '1', null, 2 ** 60]) {
      const answer = await answerTo({ type: 'lesson.open', id, lesson: LESSON });
      assert.deepEqual([answer.type, 'id' in answer], ['request.failed', false]);
    }
  });
});

describe('the first message', () => {
  test('is hello, or is refused', async () => {
    const connection = await RawConnection.open(runner);
    connection.socket.send(JSON.stringify({ type: 'lesson.open', id: 1, lesson: LESSON }));
    assert.deepEqual(
      await connection.next(() => true),
      refused(1, {
        code: 'message.malformed',
        message: 'The first message of a connection is session.hello.',
        hint: 'Reload the page.',
      }),
    );
    connection.close();
  });

  test('in another version is told to reload, and nothing else is carried out', async () => {
    const connection = await RawConnection.open(runner);
    connection.socket.send(JSON.stringify({ type: 'session.hello', id: 1, version: PROTOCOL_VERSION + 1 }));
    assert.deepEqual(
      await connection.next(() => true),
      refused(1, {
        code: 'version.mismatch',
        message: `This page speaks version ${PROTOCOL_VERSION + 1} of the contract, the runner ${PROTOCOL_VERSION}.`,
        hint: 'Reload the page.',
      }),
    );
    connection.socket.send(JSON.stringify({ type: 'stack.stop', id: 2 }));
    assert.equal((await connection.next(({ id }) => id === 2)).type, 'request.failed');
    connection.close();
  });

  test('is answered with what a page shows that is not of one lesson', async () => {
    const { client, welcome } = await RunnerClient.connect(runner);
    client.close();
    const { type, version, progress, terminals, stack } = welcome;
    assert.deepEqual({ type, version, terminals }, { type: 'session.welcome', version: PROTOCOL_VERSION, terminals: [] });
    assert.deepEqual(Object.keys(progress.lessons), []);
    assert.deepEqual(
      stack.services.map(({ service }) => service),
      ['echo'],
    );
  });
});

describe('a name that is not known', () => {
  const names: [string, object, object][] = [
    [
      'lesson',
      { type: 'lesson.open', lesson: 'try/frist' },
      { code: 'lesson.unknown', message: 'There is no lesson try/frist.', hint: 'Did you mean try/first?' },
    ],
    [
      'block',
      { type: 'block.stop', lesson: LESSON, block: 'tow' },
      { code: 'block.unknown', message: 'This lesson has no block tow.', hint: 'Did you mean `two`?' },
    ],
    [
      'check',
      { type: 'verify.start', lesson: LESSON, checks: ['gaet'] },
      { code: 'check.unknown', message: 'This lesson has no check gaet.', hint: 'Did you mean `gate`?' },
    ],
    [
      'service of the stack',
      { type: 'stack.start', service: 'kafka' },
      { code: 'service.unknown', message: 'There is no service kafka on the embedded stack.', hint: 'Allowed: echo.' },
    ],
    [
      'shell',
      { type: 'terminal.close', terminal: 'no-such-shell' },
      { code: 'terminal.unknown', message: 'This shell is not open any more.', hint: 'Open a new one.' },
    ],
  ];
  for (const [what, message, error] of names)
    test(`is said with the nearest one: ${what}`, async () =>
      assert.deepEqual(await answerTo({ ...message, id: 5 }), refused(5, error as { code: string; message: string })));

  test('of a service is no message at all', async () => {
    const { error } = (await answerTo({ type: 'stack.start', id: 5, service: 'rabitmq' })) as { error: { code: string } };
    assert.equal(error.code, 'message.malformed');
  });
});

test('a block with an old hash is not run', async () => {
  const message = { type: 'block.run', id: 6, lesson: LESSON, block: 'one', hash: 'old', cols: 80, rows: 24 };
  assert.deepEqual(
    await answerTo(message),
    refused(6, {
      code: 'lesson.changed',
      message: 'The block one has changed since this page was loaded.',
      hint: 'Reload the page, then run it.',
    }),
  );
});

test('what is not for a block is refused in words: a file cannot run, a block is no file', async () => {
  const { client } = await RunnerClient.connect(runner);
  const { hashes } = await client.openLesson(LESSON);
  const run = { type: 'block.run', lesson: LESSON, block: 'note', hash: hashes.note ?? '', cols: 80, rows: 24 } as const;
  await assert.rejects(client.request(run), {
    body: { code: 'block.unsupported', message: 'The block note is a file; there is nothing to run.' },
  });
  const save = { type: 'file.save', lesson: LESSON, block: 'one', text: 'x' } as const;
  await assert.rejects(client.request(save), { body: { code: 'block.unsupported', message: 'The block one is not a file.' } });
  const stop = { type: 'block.stop', lesson: LESSON, block: 'one' } as const;
  await assert.rejects(client.request(stop), { body: { code: 'block.not-running', message: 'The block one is not running.' } });
  client.close();
});

test('a page that asks too much at once is told so, and is heard again a moment later', async () => {
  const { client } = await RunnerClient.connect(runner);
  const other = await RunnerClient.connect(runner);
  // So many that a runner that stops for seconds, and may then be asked more, still refuses most.
  const asked = Array.from({ length: 15 * RATE_BURST }, () => client.request({ type: 'stack.read-logs', service: 'echo' }));
  const answers = await Promise.allSettled(asked);
  const reasons = answers.flatMap((answer) => (answer.status === 'rejected' ? [(answer.reason as RequestRefused).body] : []));
  assert.ok(answers.length - reasons.length >= RATE_BURST - 1, `${answers.length - reasons.length} were carried out`);
  assert.ok(reasons.length > RATE_BURST, `${reasons.length} were refused`);
  assert.deepEqual(reasons[0], {
    code: 'message.too-many',
    message: 'This page sends too much at once.',
    hint: 'Wait a second and try again.',
  });
  // Its neighbour is not held up, and it recovers.
  assert.equal((await other.client.openLesson(LESSON)).lesson, LESSON);
  await eventually(() => client.openLesson(LESSON));
  client.close();
  other.client.close();
});

test('10,000 random and mutated messages: each is answered or refused, and the runner goes on', async () => {
  const before = rssOf(runner.pid);
  const seed = Number(process.env.TOWPATH_SEED ?? 20_261_121);
  const random = seededRandom(seed);
  const { client } = await RunnerClient.connect(runner);
  const { hashes } = await client.openLesson(LESSON);
  const samples = harmlessSamples(hashes.one ?? '');
  for (let round = 0; round < 50; round++) {
    const connection = await RawConnection.open(runner, { hello: true });
    const expected: number[] = [];
    for (let i = 0; i < 200; i++) {
      // Starting and stopping services takes its time: a few are enough.
      const sample = samples[Math.floor(random() * samples.length * (random() < 0.95 ? 0.75 : 1))] ?? {};
      const { text, id } = mutated('id' in sample ? { ...sample, id: connection.nextId++ } : sample, random);
      if (id !== undefined) expected.push(id);
      connection.socket.send(text);
    }
    await eventually(
      () =>
        assert.deepEqual(
          expected.filter((id) => !connection.answered.has(id)),
          [],
          `seed ${seed}, round ${round}`,
        ),
      { withinMs: 60_000 },
    );
    assert.equal(connection.socket.readyState, WebSocket.OPEN);
    connection.close();
  }
  // An order for the whole track may still be under way, and would take what is run away.
  await eventually(
    async () => {
      const later = await RunnerClient.connect(runner);
      later.client.close();
      assert.notEqual(later.welcome.track?.state, 'running');
    },
    { withinMs: 60_000 },
  );
  // The last of them may still be running.
  assert.equal((await eventually(() => client.runBlock(LESSON, 'one'))).status.state, 'ok');
  client.close();
  assert.doesNotMatch(runner.output(), /"level":(50|60)/);
  const grown = rssOf(runner.pid) - before;
  assert.ok(grown < 150 * 1024 ** 2, `it has grown by ${Math.round(grown / 1024 ** 2)} MB`);
});

/** One of every message, for this lesson; the only command in them is `true`. Those about the stack come last. */
function harmlessSamples(hash: string): Record<string, unknown>[] {
  return CLIENT_SAMPLES.map((sample) => ({
    ...sample,
    ...('lesson' in sample && { lesson: LESSON }),
    ...('block' in sample && { block: sample.type.startsWith('file.') ? 'note' : 'one' }),
    ...('seen' in sample && sample.type === 'lesson.open' && { seen: { one: { run: 'r-1', seq: 7 } } }),
    ...('checks' in sample && { checks: ['gate'] }),
    ...('hash' in sample && { hash, text: 'true' }),
    ...('data' in sample && { data: 'true\r' }),
    ...('service' in sample && { service: 'echo' }),
    // A developer's engine is left alone, and the runner is where the test looks for it at the end.
    ...('stack' in sample && { stack: 'embedded' }),
  })).sort((a, b) => Number(a.type.startsWith('stack.')) - Number(b.type.startsWith('stack.')));
}
