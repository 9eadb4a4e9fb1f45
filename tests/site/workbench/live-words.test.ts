import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PartFigures } from '#contract/messages/pipeline.ts';
import { liveEdges, livePartState } from '../../../src/workbench/live-edges.ts';
import { countInWords, moreInWords } from '../../../src/workbench/part-words.ts';
import { firstChoice } from '../../../src/workbench/peek-options.ts';
import { inOneLine, noMessages, peekedInWords, prettyText, textNote, timeInWords } from '../../../src/workbench/peek-words.ts';
import { flowDuration, linesInWords, rateInWords } from '../../../src/workbench/rate-words.ts';

const queue: PartFigures = { part: 'q', state: 'live', count: 1_284, noun: 'waiting', in: 3, out: 0 };

describe('words of the live picture', () => {
  test('a rate has as many digits as help', () =>
    assert.deepEqual([0, 0.01, 0.2, 3, 48.4, 1_234.4].map(rateInWords), ['0/s', '<0.1/s', '0.2/s', '3.0/s', '48/s', '1,234/s']));

  test('what a program shows is counted in lines, by name', () =>
    assert.deepEqual([0, 1, 1_234.4].map(linesInWords), ['0 lines/s', '1.0 lines/s', '1,234 lines/s']));

  test('water moves faster in four steps', () =>
    assert.deepEqual([0.5, 5, 50, 500].map(flowDuration), ['2.6s', '1.1s', '0.7s', '0.45s']));

  test('a part says its count, or its state', () => {
    assert.equal(countInWords(queue), '1,284 waiting');
    assert.equal(countInWords({ part: 'q', state: 'missing', words: 'not there yet' }), 'not there yet');
    assert.equal(countInWords({ part: 'q', state: 'plain' }), '');
    assert.equal(countInWords({ part: 'p', state: 'live', words: 'running', out: 1_000 }), 'running, 1,000/s');
    assert.equal(countInWords({ part: 'p', state: 'live', words: 'running' }), 'running');
    assert.equal(countInWords({ part: 't', state: 'live', words: 'listening', in: 998 }), 'listening, 998/s');
  });

  test('who does not see the picture hears the rates and what else is known', () => {
    assert.equal(moreInWords({ ...queue, facts: ['2 consumers'] }), '3.0/s in, 0/s out, 2 consumers');
    assert.deepEqual([moreInWords({ part: 'q', state: 'plain' }), moreInWords(undefined)], ['', '']);
  });
});

describe('how channels are', () => {
  const figures = (...all: PartFigures[]) => new Map(all.map((one) => [one.part, one]));
  const live = (part: string, more: Partial<PartFigures> = {}): PartFigures => ({ part, state: 'live', count: 0, ...more });

  test('one part after another: what flows into the next, else what flows out of the one before', () => {
    const parts = {
      figures: figures(live('q', { in: 3, out: 2 }), { part: 'c', state: 'plain' }, live('t', { in: 1 })),
      lesson: new Map(),
    };
    const edges = [
      ['s', 'q'],
      ['q', 'c'],
      ['c', 't'],
    ] as const;
    assert.deepEqual(liveEdges(edges, parts), [
      { state: 'flow', rate: 3 },
      { state: 'flow', rate: 2 },
      { state: 'flow', rate: 1 },
    ]);
  });

  test('nothing flows through what is not there, and an idle channel has no water', () => {
    const missing: PartFigures = { part: 't', state: 'missing', words: 'not there yet' };
    const parts = { figures: figures(live('q', { in: 0 }), missing), lesson: new Map() };
    assert.deepEqual(
      liveEdges(
        [
          ['s', 'q'],
          ['q', 't'],
        ],
        parts,
      ),
      [{ state: 'idle', rate: 0 }, { state: 'none' }],
    );
  });

  test('where several join, nothing is said of each', () => {
    const parts = { figures: figures(live('t', { in: 9 })), lesson: new Map() };
    assert.deepEqual(
      liveEdges(
        [
          ['a', 't'],
          ['b', 't'],
        ],
        parts,
      ),
      [{ state: 'idle' }, { state: 'idle' }],
    );
  });

  test('while a program sends, what it takes flows, and parts that are not there take nothing from what flows out', () => {
    const elsewhere: PartFigures = { part: 'sql', state: 'elsewhere', words: 'on the Docker stack' };
    const parts = {
      figures: figures(live('mqtt', { in: 990 }), live('program', { out: 1_000 }), live('topic', { out: 980 }), elsewhere),
      lesson: new Map(),
    };
    assert.deepEqual(
      liveEdges(
        [
          ['mqtt', 'program'],
          ['program', 'topic'],
          ['topic', 'sql'],
          ['topic', 'processor'],
        ],
        parts,
      ),
      [{ state: 'flow', pace: 1_000 }, { state: 'flow', rate: 1_000 }, { state: 'none' }, { state: 'flow', rate: 980 }],
    );
  });

  test('what the stack says goes before what the lessons have come to', () => {
    const lesson = new Map([
      ['q', 'here'],
      ['t', 'none'],
      ['c', 'none'],
    ] as const);
    const of = (seen: PartFigures) => livePartState(seen.part, { figures: figures(seen), lesson });
    assert.equal(of(live('q')), 'here');
    assert.equal(of(live('t')), 'built', 'made before its lesson');
    assert.equal(of({ part: 'q', state: 'missing' }), 'none');
    assert.equal(of({ part: 'c', state: 'plain' }), 'none');
    assert.equal(of({ part: 'q', state: 'silent' }), 'failed');
    assert.equal(of({ part: 'q', state: 'down', words: 'failed' }), 'failed');
    assert.equal(of({ part: 'q', state: 'down', words: 'stopped' }), 'here');
  });
});

describe('what Peek looks into first', () => {
  const parts = [{ id: 'in', shows: 'topic in' }, { id: 'out', shows: 'topic out' }, { id: 'join' }];
  const others = [{ part: 'kafka topic other' }];

  test('is the last part that the lesson adds and that can be looked into', () => {
    const adds = (...ids: string[]) => new Map(ids.map((id) => [id, 'here'] as const));
    assert.equal(firstChoice(parts, others, adds('in', 'out', 'join')), 'out');
    assert.equal(firstChoice(parts, others, adds('join')), 'in');
    assert.equal(firstChoice([], others, adds()), 'kafka topic other');
  });
});

describe('words of Peek', () => {
  const message = { place: '#1', headers: [], facts: [] };
  const peeked = (shown: number, total: number, order: 'newest first' | 'oldest first' = 'newest first') =>
    peekedInWords({ messages: Array.from({ length: shown }, () => message), total, noun: 'messages', order });

  test('the foot says how many of how many, and which', () => {
    assert.equal(peeked(20, 1_284), 'newest 20 of 1,284 messages');
    assert.equal(peeked(20, 21, 'oldest first'), 'oldest 20 of 21 messages');
    assert.equal(peeked(3, 3), 'all 3 messages, newest first');
    assert.deepEqual([peeked(1, 1), peeked(0, 0)], ['1 message', '0 messages']);
  });

  test('numbers without messages are not counted as messages', () => {
    const [totalOf, noun, order] = ['offsets', 'messages', 'newest first'] as const;
    const messages = Array.from({ length: 20 }, () => message);
    assert.equal(
      peekedInWords({ messages, total: 1_210, totalOf, noun, order }),
      'newest 20 messages, at the end of 1,210 offsets',
    );
    assert.equal(peekedInWords({ messages: [], total: 25, totalOf, noun, order }), '0 messages, at the end of 25 offsets');
    assert.equal(
      noMessages('orders', 'seen', totalOf),
      'Nothing at the end of orders can be read: it belongs to a transaction that is open or was given up.',
    );
  });

  test('what was only heard is not said to be all there is', () => {
    const [totalOf, noun, order] = ['heard', 'messages', 'newest first'] as const;
    const heard = (shown: number, total: number) =>
      peekedInWords({ messages: Array.from({ length: shown }, () => message), total, totalOf, noun, order });
    assert.equal(heard(20, 1_284), 'newest 20 of 1,284 messages heard since you began to look');
    assert.equal(heard(0, 0), '0 messages heard since you began to look');
    assert.equal(heard(1, 1), '1 message heard since you began to look');
    assert.match(noMessages('MQTT', 'seen', totalOf), /^Nothing came on MQTT since you began to look/);
  });

  test('none is told from not there', () => {
    assert.equal(noMessages('orders', 'seen'), 'orders is empty. Publish something and it shows here.');
    assert.match(noMessages('orders', 'missing'), /^orders is not there yet\. Run the block that makes it/);
  });

  test('JSON gets a line for each field; what looks like it, is cut, or is none stays as it is', () => {
    const pretty = (text: string, bytes?: number) => prettyText({ text, encoding: 'utf8', ...(bytes && { bytes }) });
    assert.equal(pretty('{"a":[1]}'), '{\n  "a": [\n    1\n  ]\n}');
    assert.deepEqual([pretty('{a}'), pretty('12'), pretty('{"a":', 90_000)], ['{a}', '12', '{"a":']);
  });

  test('a line has no line breaks, and says of bytes and of nothing what they are', () => {
    assert.equal(inOneLine({ text: 'a\n b', encoding: 'utf8' }), 'a b');
    assert.equal(inOneLine({ text: '', encoding: 'utf8' }), '(empty)');
    assert.equal(inOneLine({ text: 'AP8=', encoding: 'base64', bytes: 2 }), '2 bytes that are no text');
  });

  test('what is not all there is said', () => {
    assert.equal(textNote({ text: 'abc', encoding: 'utf8', bytes: 9_000 }), 'The first 3 characters of 9,000 bytes.');
    assert.equal(textNote({ text: 'abc', encoding: 'utf8' }), undefined);
    assert.equal(textNote({ text: 'AP8=', encoding: 'base64', bytes: 2 }), 'Not text, so it is shown as base64.');
    assert.match(textNote({ text: 'AP8=', encoding: 'base64', bytes: 9_000 }) ?? '', /: the beginning of 9,000 bytes\.$/);
  });

  test('a time has its day unless that is today', () => {
    const at = new Date(2026, 10, 21, 14, 7, 31);
    assert.equal(timeInWords(at.getTime(), at), '14:07:31');
    assert.equal(timeInWords(at.getTime(), new Date(2026, 10, 22)), '21 Nov 2026, 14:07:31');
    assert.equal(timeInWords(Number.NaN), '');
  });
});
