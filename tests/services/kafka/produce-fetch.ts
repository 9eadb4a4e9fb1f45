import assert from 'node:assert/strict';
import {
  type BatchHeader,
  batchBytes,
  isIntact,
  lastOffsetOf,
  readHeader,
} from '../../../runner/services/kafka/embedded/records/batch.ts';
import { readRecords } from '../../../runner/services/kafka/embedded/records/records.ts';
import { type TestRecord, testBatch } from './make-batch.ts';
import type { WireClient } from './wire-client.ts';

/** A batch to be sent: into which partition, in which transaction, with which header. */
export type NewBatch = {
  records: readonly TestRecord[];
  partition?: number;
  transactionalId?: string;
  header?: Partial<BatchHeader>;
};

/** Sends one batch. @returns the answer's code and the offset. */
export async function produceBatch(
  client: WireClient,
  topic: string,
  { records, partition = 0, transactionalId, header = {} }: NewBatch,
): Promise<{ errorCode: number; baseOffset: number }> {
  const answer = await client.call('Produce', 9, {
    ...{ transactionalId: transactionalId ?? null, acks: -1, timeoutMs: 1_000 },
    topicData: [{ name: topic, partitionData: [{ index: partition, records: testBatch(records, header) }] }],
  });
  const [{ partitionResponses }] = answer.responses as [{ partitionResponses: [{ errorCode: number; baseOffset: number }] }];
  const [{ errorCode, baseOffset }] = partitionResponses;
  return { errorCode, baseOffset };
}

/** A record as a consumer sees it. */
export type SeenRecord = { offset: number; key: string | undefined; value: string | undefined };
/** Where to read: `isCommitted` leaves out what is not or never committed, as consumers do. */
export type FetchOptions = { partition?: number; from?: number; isCommitted?: boolean };

type FetchRow = {
  errorCode: number;
  records: Buffer;
  abortedTransactions: { producerId: number; firstOffset: number }[] | null;
};

/** Reads a partition to its end, each batch proven by its checksum. */
export async function fetchAll(
  client: WireClient,
  topic: string,
  { partition = 0, from = 0, isCommitted = false }: FetchOptions = {},
): Promise<SeenRecord[]> {
  const seen: SeenRecord[] = [];
  const aborted = new Map<number, number[]>();
  const hidden = new Set<number>();
  for (let fetchOffset = from; ; ) {
    const answer = await client.call('Fetch', 12, {
      ...{ maxWaitMs: 0, minBytes: 0, maxBytes: 1_000_000, isolationLevel: isCommitted ? 1 : 0 },
      topics: [{ topic, partitions: [{ partition, fetchOffset, partitionMaxBytes: 1_000_000 }] }],
    });
    const [{ partitions }] = answer.responses as [{ partitions: [FetchRow] }];
    const [{ errorCode, records, abortedTransactions }] = partitions;
    assert.equal(errorCode, 0);
    if (records.length === 0) return seen;
    aborted.clear();
    for (const { producerId, firstOffset } of abortedTransactions ?? [])
      aborted.set(producerId, [...(aborted.get(producerId) ?? []), firstOffset]);
    for (let at = 0; at < records.length; at += batchBytes(records, at)) {
      assert.ok(isIntact(records, at), 'a checksum is wrong');
      seen.push(...visible(records, at, { aborted, hidden }).filter(({ offset }) => offset >= from));
      fetchOffset = lastOffsetOf(records, at) + 1;
    }
  }
}

/** What a consumer shows of a batch: no markers, and nothing from the first offset of an aborted transaction to its marker. */
function visible(
  records: Buffer,
  at: number,
  { aborted, hidden }: { aborted: Map<number, number[]>; hidden: Set<number> },
): SeenRecord[] {
  const { isControl, isTransactional, producerId, lastOffset } = readHeader(records, at);
  const starts = aborted.get(producerId) ?? [];
  if (starts.some((first) => first <= lastOffset)) hidden.add(producerId);
  aborted.set(
    producerId,
    starts.filter((first) => first > lastOffset),
  );
  if (isControl) hidden.delete(producerId);
  if (isControl || (isTransactional && hidden.has(producerId))) return [];
  return [...readRecords(records, at)].map(({ offset, key, value }) => ({
    ...{ offset, key: key?.toString(), value: value?.toString() },
  }));
}
