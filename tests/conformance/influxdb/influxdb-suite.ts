import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { ask, prepare } from './ask.ts';
import { groups } from './groups.ts';
import { title } from './question.ts';
import { answerText, readTranscript } from './transcript.ts';

/**
 * What InfluxDB answers, letter by letter, asked of each form of the service. The questions are in `questions/`, a file
 * per subject; the answers were written down from Debian's InfluxDB 1.6.7 by `record.ts`, in `recorded/`, never by hand.
 *
 * To see what the embedded one answers differently: `node tests/conformance/influxdb/record.ts --compare [groups…]`; one
 * question to both: `… --ask 'SELECT …' [group whose lines are there]`.
 *
 * `differs`: titles of questions with another answer, each with the reason.
 */
export function influxdbSuite(baseUrl: () => string, differs: ReadonlyMap<string, string> = new Map()): void {
  for (const group of groups) {
    describe(group.name, () => {
      before(async () => await prepare(baseUrl(), group));
      const expected = readTranscript(group);
      for (const [index, question] of group.questions.entries()) {
        const why = differs.get(title(question));
        it(why === undefined ? `answers ${title(question)}` : `answers ${title(question)} differently: ${why}`, async () => {
          const answer = answerText(await ask(baseUrl(), question));
          if (why === undefined) assert.equal(answer, expected[index]);
          else assert.notEqual(answer, expected[index], 'It is the same now: take it off the list.');
        });
      }
    });
  }
}
