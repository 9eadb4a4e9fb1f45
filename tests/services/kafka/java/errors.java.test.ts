import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FAILURE_WORDS } from '../../../../runner/services/kafka/client/failure-words.ts';
import { ERROR } from '../../../../runner/services/kafka/embedded/errors.ts';
import { installJava, KAFKA_VERSIONS, kafkaLibs, runJava } from '../../../conformance/kafka/java.ts';

/** Rows of the table that Kafka's clients print of themselves: name, code, whether to try again, words. */
const ROW = /<tr><td>([A-Z_]+)<\/td><td>(-?\d+)<\/td><td>\w+<\/td><td>(.*?)<\/td><\/tr>/g;

describe("the protocol's error codes", { skip: installJava() ?? false }, () => {
  for (const version of KAFKA_VERSIONS) {
    test(`have the names of Kafka ${version}'s`, async () => {
      const libs = await kafkaLibs(version);
      const { output } = await runJava({ libs, main: 'org.apache.kafka.common.protocol.Errors', args: [] });
      const rows = [...output.matchAll(ROW)].map(([, name = '', code, words = '']) => ({ name, code: Number(code), words }));
      assert.ok(rows.length > 120, output);
      const ours = new Map(Object.entries(ERROR));
      for (const { name, code, words } of rows) {
        assert.equal(ours.get(name), code, name);
        // The tools speak as those of 3.9; words that are new are 4.1's.
        const isReworded = version !== '3.9.1' && code < 128;
        if (code !== 0 && !isReworded) assert.equal(FAILURE_WORDS[code]?.[1], words, name);
      }
      if (version === KAFKA_VERSIONS.at(-1)) assert.equal(ours.size, rows.length, 'no other names are used');
    });
  }
});
