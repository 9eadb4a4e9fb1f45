import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clampDock, readDock, writeDock } from '../../../src/workbench/dock-memory.ts';

const storage = (text: string | null) => ({ getItem: () => text });

describe('memory of the workbench', () => {
  it('stands open on the right at the first visit where there is room', () =>
    assert.deepEqual(readDock(storage(null), 1440), { open: true, side: 'right', width: 420, height: 320, tab: 'Services' }));
  it('is closed and goes below at the first visit where there is none', () => {
    const { open, side } = readDock(storage(null), 1024);
    assert.deepEqual([open, side], [false, 'bottom']);
  });
  it('comes back as it was left', () => {
    const kept: string[] = [];
    const left = { open: false, side: 'bottom', width: 500, height: 200, tab: 'Terminal' } as const;
    writeDock({ setItem: (_, value) => kept.push(value) }, left);
    assert.deepEqual(readDock(storage(kept[0] ?? null), 1440), left);
  });
  it('falls back on damaged values, each for itself', () => {
    assert.equal(readDock(storage('{"open":'), 1440).width, 420);
    assert.deepEqual(readDock(storage('{"width":"wide","tab":"Peak","side":"bottom"}'), 1440), {
      open: true,
      side: 'bottom',
      width: 420,
      height: 320,
      tab: 'Services',
    });
    assert.equal(readDock(storage('null'), 1440).open, true);
  });
  it('keeps sizes within what the grip allows', () =>
    assert.deepEqual([clampDock('right', 10), clampDock('right', 9999), clampDock('bottom', Number.NaN)], [360, 720, 160]));
});
