import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { codecOf } from '../../../../runner/services/kafka/client/message-pair.ts';
import * as configs from '../../../../runner/services/kafka/client/messages/configs.ts';
import * as groups from '../../../../runner/services/kafka/client/messages/groups.ts';
import * as membership from '../../../../runner/services/kafka/client/messages/membership.ts';
import * as records from '../../../../runner/services/kafka/client/messages/records.ts';
import * as topics from '../../../../runner/services/kafka/client/messages/topics.ts';
import { APIS } from '../../../../runner/services/kafka/embedded/apis/apis.ts';
import type { Codec } from '../../../../runner/services/kafka/embedded/wire/codec.ts';
import type { Fields } from '../../../../runner/services/kafka/embedded/wire/notation.ts';
import { Reader } from '../../../../runner/services/kafka/embedded/wire/reader.ts';
import { Writer } from '../../../../runner/services/kafka/embedded/wire/writer.ts';
import { seededRandom } from '../../../support/seeded-random.ts';
import { randomMessage } from '../wire/random-message.ts';

const pairs = [configs, groups, membership, records, topics].flatMap((messages) => Object.values(messages));

describe("our client's messages", () => {
  for (const pair of pairs) {
    test(`${pair.name} ${pair.version} is what the broker reads and writes`, () => {
      const api = APIS.find(({ key }) => key === pair.key);
      assert.ok(api, `the broker has no API ${pair.name}`);
      assert.equal(pair.isFlexible, pair.version >= api.flexible);
      assert.ok(pair.version >= api.versions.min && pair.version <= api.versions.max);
      const ours = (fields: Fields) => codecOf(pair, fields);
      sameBytes(pair.request, { writer: ours(pair.request), reader: api.requestCodec(pair.version) });
      sameBytes(pair.response, { writer: ours(pair.response), reader: api.responseCodec(pair.version) });
    });
  }
});

/** What one codec writes, the other reads to the last byte, and writes as the same bytes. */
function sameBytes(fields: Fields, { writer, reader }: { writer: Codec; reader: Codec }): void {
  const random = seededRandom(7);
  for (let round = 0; round < 20; round++) {
    // The client's tables have no version ranges, so any version has all their fields.
    const message = randomMessage(fields, 0, random);
    const bytes = written(writer, message);
    const left = new Reader(bytes);
    const read = reader.read(left);
    assert.equal(left.left, 0);
    assert.deepEqual(written(reader, read), bytes);
  }
}

function written(codec: Codec, message: Record<string, unknown>): Buffer {
  const writer = new Writer();
  codec.write(writer, message);
  return Buffer.concat(writer.finish());
}
