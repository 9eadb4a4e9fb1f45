import assert from 'node:assert/strict';
import { test } from 'node:test';

/** What every form of echo answers. @param baseUrl a fresh one, asked late, when it runs. */
export function echoSuite(baseUrl: () => string): void {
  const say = (text: string) => fetch(`${baseUrl()}/say`, { method: 'POST', body: text });
  const heard = async () => (await (await fetch(`${baseUrl()}/heard`)).json()) as string[];

  test('it has heard nothing at first', async () => {
    assert.deepEqual(await heard(), []);
  });

  test('it repeats what it was told, oldest first', async () => {
    const first = await say('hello');
    assert.equal(first.status, 201);
    assert.deepEqual(await first.json(), { heard: 1 });
    await say('été ✓');
    assert.deepEqual(await heard(), ['hello', 'été ✓']);
  });

  test('it refuses no text and too much text', async () => {
    const empty = await say('');
    assert.equal(empty.status, 400);
    assert.deepEqual(await empty.json(), { error: 'empty', reason: 'There is no text in the body.' });
    const long = await say('x'.repeat(10_001));
    assert.equal(long.status, 413);
    assert.deepEqual(await long.json(), { error: 'too long', most: 10_000 });
  });

  test('it says that there is nothing else, as JSON too', async () => {
    const deleted = await fetch(`${baseUrl()}/heard`, { method: 'DELETE' });
    assert.equal(deleted.status, 404);
    assert.deepEqual(await deleted.json(), { error: 'not found' });
  });

  test('it remembers the last 1,000 texts', async () => {
    for (let i = 0; i < 1_001; i++) await (await say(`text ${i}`)).body?.cancel();
    const texts = await heard();
    assert.equal(texts.length, 1_000);
    assert.deepEqual([texts[0], texts.at(-1)], ['text 1', 'text 1000']);
  });
}
