import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { VerifyRow, VerifyStatus } from '#contract/messages/verify.ts';
import {
  elsewhereSentence,
  IDLE_PANEL,
  oldSentence,
  type PanelView,
  panelSentence,
  panelState,
  panelView,
} from '../../../src/workbench/verify-words.ts';

const row = (check: string, outcome?: VerifyRow['outcome']): VerifyRow => ({
  check,
  title: check,
  ...(outcome ? { outcome } : { phase: 'pending' }),
});
const status = (state: VerifyStatus['state'], ...rows: VerifyRow[]): VerifyStatus => ({ state, whole: true, rows });
const says = (state: VerifyStatus['state'], rows: VerifyRow[], ms?: number) => {
  const { strong, rest } = panelSentence(state, rows, ms);
  return `${strong} ${rest}`.trim();
};

describe('state of a panel', () => {
  it('is that of its own checks', () => {
    const verify = status('failed', row('a', 'passed'), row('b', 'failed'));
    assert.deepEqual(
      [panelState(verify, ['a']), panelState(verify, ['b']), panelState(verify, ['a', 'b'])],
      ['passed', 'failed', 'failed'],
    );
  });
  it('runs while one of its rows has no outcome', () =>
    assert.equal(panelState(status('running', row('a', 'passed'), row('b')), ['a', 'b']), 'running'));
  it('is idle when its rows were not looked at', () => assert.equal(panelState(status('idle', row('a')), ['a']), 'idle'));
  it('stays as it was when another panel was asked', () =>
    assert.equal(panelState(status('passed', row('a', 'passed')), ['b']), undefined));
  it('fails when a check could not be judged', () =>
    assert.equal(panelState(status('failed', row('a', 'error')), ['a']), 'failed'));
});

describe('a panel on a stack that has not what its lesson needs', () => {
  it('says which stack has it', () =>
    assert.deepEqual(elsewhereSentence(['Flink'], 'embedded'), {
      strong: 'Not on this stack.',
      rest: 'This lesson needs Flink, on the Docker stack. Switch to Docker at the top of the page.',
    }));
  it('says where the reason is on the Docker stack', () =>
    assert.equal(
      elsewhereSentence(['Kudu', 'Impala'], 'docker').rest,
      'This lesson needs Kudu and Impala, which cannot run here. The Services panel says why.',
    ));
});

describe('what a panel shows', () => {
  const stopped = (whole: boolean): VerifyStatus => ({ state: 'idle', whole, rows: [] });
  const running = panelView(IDLE_PANEL, status('running', row('a', 'passed'), row('b')), ['a', 'b']);
  const passed: PanelView = { state: 'passed', rows: [row('c', 'passed')], ms: 20 };

  it('is pending rows again when its Verify was stopped, the whole one or its own', () => {
    assert.equal(running.state, 'running');
    for (const whole of [true, false])
      assert.deepEqual(panelView(running, stopped(whole), ['a', 'b']), { state: 'idle', rows: [] });
  });
  it('does not stay running when the runner comes back without that Verify', () => {
    const earlier = status('passed', row('c', 'passed'));
    assert.deepEqual(panelView(running, earlier, ['a', 'b']), IDLE_PANEL);
    assert.equal(panelView(running, status('failed', row('a', 'passed'), row('b', 'failed')), ['a', 'b']).state, 'failed');
  });
  it('is its own result, rows and all, while another panel looks or was stopped', () => {
    assert.equal(panelView(passed, status('running', row('a')), ['c']), passed);
    assert.equal(panelView(passed, stopped(false), ['c']), passed);
  });
  it('has rows of its own checks only', () =>
    assert.deepEqual(panelView(IDLE_PANEL, { ...status('passed', row('a', 'passed'), row('b', 'passed')), ms: 9 }, ['b']), {
      state: 'passed',
      rows: [row('b', 'passed')],
    }));
  it('has the time of a Verify that looked at its checks alone', () => {
    const verify = { ...status('passed', row('a', 'passed'), row('b', 'passed')), ms: 9 };
    assert.equal(panelView(IDLE_PANEL, verify, ['a', 'b']).ms, 9);
    assert.equal(panelView(IDLE_PANEL, verify, ['a']).ms, undefined);
  });
});

describe('sentence of a panel', () => {
  it('says before what will happen', () => {
    assert.equal(says('idle', [row('a'), row('b'), row('c')]), '3 checks look at the running stack and tell you what is there.');
    assert.equal(says('idle', [row('a')]), '1 check looks at the running stack and tells you what is there.');
  });
  it('counts while it looks', () =>
    assert.equal(says('running', [row('a', 'passed'), row('b', 'passed'), row('c')]), 'Checking 3 of 3, up to 5 s each'));
  it('says how many hold and how many are missing', () => {
    assert.equal(
      says('failed', [row('a', 'passed'), row('b', 'passed'), row('c', 'failed')]),
      '2 of 3 hold. One thing is missing.',
    );
    assert.equal(says('failed', [row('a', 'failed'), row('b', 'failed')]), '0 of 2 hold. Two things are missing.');
    assert.equal(says('failed', [row('a', 'passed'), row('b', 'error')]), '1 of 2 hold. One could not be checked.');
  });
  it('says how long a passed Verify took', () =>
    assert.equal(says('passed', [row('a', 'passed'), row('b', 'passed')], 120), '2 of 2 hold. Checked in 0.1 s.'));
});

describe('sentence of a panel without a runner', () => {
  it('says that its rows are of the last Verify', () =>
    assert.deepEqual(oldSentence([row('a', 'passed'), row('b', 'failed')]), {
      strong: '1 of 2 held',
      rest: 'at the last Verify. The runner cannot be asked now.',
    }));
});
