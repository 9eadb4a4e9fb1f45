import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PreflightLine } from '#contract/messages/stack.ts';
import { endsInWords, resultInWords } from '../../../src/workbench/preflight-words.ts';

const lines = (...states: PreflightLine['state'][]): PreflightLine[] =>
  states.map((state) => ({ state, what: 'memory', words: '8 GiB' }));

describe('the dialog before a switch', () => {
  it('says what would end, and nothing when nothing runs', () => {
    assert.equal(endsInWords({ blocks: 0, shells: 0 }), undefined);
    assert.equal(endsInWords({ blocks: 2, shells: 0 }), '2 blocks are running and will be stopped.');
    assert.equal(
      endsInWords({ blocks: 1, shells: 1 }),
      '1 block is running and will be stopped. 1 shell is open and will be closed.',
    );
    assert.equal(endsInWords({ blocks: 0, shells: 3 }), '3 shells are open and will be closed.');
  });
  it('sums up what was found', () => {
    assert.equal(resultInWords({ ready: true, lines: lines('ok') }), 'This machine is ready.');
    assert.equal(resultInWords({ ready: true, lines: lines('ok', 'note') }), 'This machine is ready. One line is worth reading.');
    assert.equal(
      resultInWords({ ready: false, lines: lines('missing', 'note') }),
      'One thing is missing. Mend what the list says, then look again.',
    );
    assert.equal(
      resultInWords({ ready: false, lines: lines('missing', 'missing') }),
      '2 things are missing. Mend what the list says, then look again.',
    );
  });
});
