import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, test } from 'node:test';
import { JsonPeer } from '../../../runner/lib/json-peer.ts';

type Answer = (method: string, params: unknown) => Promise<unknown>;

/** Two peers over a pair of streams. */
function pair(answers: { here?: Answer; there?: Answer } = {}, maxChars = 1_000) {
  const [toThere, toHere] = [new PassThrough(), new PassThrough()];
  const nothing: Answer = async () => undefined;
  const here = new JsonPeer({ input: toHere, output: toThere, answer: answers.here ?? nothing, maxChars });
  const there = new JsonPeer({ input: toThere, output: toHere, answer: answers.there ?? nothing, maxChars });
  return { here, there, toThere, toHere };
}

describe('two programs that ask each other', () => {
  test('get each answer for its own question, whatever the order', async () => {
    const gates = new Map<unknown, () => void>();
    const { here } = pair({
      there: async (method, params) => {
        await new Promise<void>((resolve) => gates.set(params, resolve));
        return [method, params];
      },
    });
    const [first, second] = [here.ask('look', 1), here.ask('look', 'ü')];
    await new Promise((resolve) => setImmediate(resolve));
    gates.get('ü')?.();
    assert.deepEqual(await second, ['look', 'ü']);
    gates.get(1)?.();
    assert.deepEqual(await first, ['look', 1]);
  });

  test('may ask back before they answer', async () => {
    const { here, there } = pair({
      here: async () => 'mine',
      there: async () => [await there.ask('back'), 'yours'],
    });
    assert.deepEqual(await here.ask('ask'), ['mine', 'yours']);
  });

  test('hear what went wrong, with its code and hint', async () => {
    const { here } = pair({
      there: async () => {
        throw Object.assign(new Error('the disk is full'), { code: 'ENOSPC', syscall: 'write', hint: 'Free some.', path: '/x' });
      },
    });
    await assert.rejects(here.ask('put'), (error: Error) => {
      assert.deepEqual(
        { ...error, message: error.message },
        {
          message: 'the disk is full',
          code: 'ENOSPC',
          syscall: 'write',
          hint: 'Free some.',
        },
      );
      return true;
    });
  });

  test('take letters that come in two pieces', async () => {
    const { here, toHere } = pair({ there: () => new Promise(() => undefined) });
    const answer = here.ask('look');
    const bytes = Buffer.from('{"id":0,"answer":"ü€"}\n');
    for (const byte of bytes) toHere.write(Buffer.from([byte]));
    assert.equal(await answer, 'ü€');
  });
});

describe('a program that is gone', () => {
  const gone = { code: 'EPEERGONE', message: 'The other program is gone.' };

  test('fails what was asked, and what is asked later', async () => {
    const { here, toHere } = pair({ there: () => new Promise(() => undefined) });
    const asked = here.ask('look');
    toHere.end();
    await assert.rejects(asked, gone);
    await here.closed;
    await assert.rejects(here.ask('look'), gone);
  });

  test('is one that says what is no line of ours, or too long a line', async () => {
    for (const words of [
      'node: not found\n',
      '{"id":"x","answer":1}\n',
      '[]\n',
      'null\n',
      '{"id":0,"failed":{}}\n',
      'x'.repeat(2_000),
    ]) {
      const { here, toHere } = pair({ there: () => new Promise(() => undefined) });
      const asked = here.ask('look');
      toHere.write(words);
      await assert.rejects(asked, gone, words.slice(0, 40));
    }
  });

  test('is not asked for more than it can be: an answer nobody waits for is nothing', async () => {
    const { here, toHere } = pair({ there: async () => 'fine' });
    toHere.write('{"id":99,"answer":1}\n{"id":98,"failed":{"message":"x"}}\n');
    assert.equal(await here.ask('look'), 'fine');
  });
});
