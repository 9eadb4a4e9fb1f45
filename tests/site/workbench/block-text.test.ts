import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BlockText } from '../../../src/workbench/block-text.ts';

function memory() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

describe('text of a block', () => {
  it('is the lesson’s until it is edited', () => {
    const text = new BlockText('echo a', 't/l/b', memory());
    assert.deepEqual([text.current(undefined), text.isEdited(undefined)], ['echo a', false]);
  });
  it('keeps an edit over a reload', () => {
    const storage = memory();
    new BlockText('echo a', 't/l/b', storage).edit('echo b');
    assert.equal(new BlockText('echo a', 't/l/b', storage).current(undefined), 'echo b');
  });
  it('is what the runner ran last when nothing was edited since', () =>
    assert.equal(new BlockText('echo a', 't/l/b', memory()).current('echo c'), 'echo c'));
  it('leaves an edit to the runner once it ran', () => {
    const storage = memory();
    const text = new BlockText('echo a', 't/l/b', storage);
    text.edit('echo b');
    text.hasRun('echo b');
    assert.equal(storage.kept.size, 0);
  });
  it('stays put back although the runner remembers an edit', () => {
    const text = new BlockText('echo a', 't/l/b', memory());
    text.edit('echo a');
    assert.deepEqual([text.current('echo c'), text.isEdited('echo c')], ['echo a', false]);
  });
});
