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
 */
export function influxdbSuite(baseUrl: () => string): void {
  for (const group of groups) {
    describe(group.name, () => {
      before(async () => await prepare(baseUrl(), group));
      const expected = readTranscript(group);
      for (const [index, question] of group.questions.entries()) {
        it(`answers ${title(question)}`, async () => {
          assert.equal(answerText(await ask(baseUrl(), question)), expected[index]);
        });
      }
    });
  }
}
