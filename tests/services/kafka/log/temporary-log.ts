import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  readTopicSettings,
  TOPIC_CONFIGS,
  type TopicSettings,
} from '../../../../runner/services/kafka/embedded/configs/topic-configs.ts';
import { PartitionLog } from '../../../../runner/services/kafka/embedded/log/partition-log.ts';
import {
  type BatchHeader,
  batchBytes,
  isIntact,
  lastOffsetOf,
  readHeader,
} from '../../../../runner/services/kafka/embedded/records/batch.ts';
import { makeMarkerBatch } from '../../../../runner/services/kafka/embedded/records/control.ts';
import { readRecords } from '../../../../runner/services/kafka/embedded/records/records.ts';
import { type TestRecord, toAppend } from '../make-batch.ts';

/** The log of a partition in a folder of its own, with the settings a topic has at first. */
export class TemporaryLog {
  readonly #parent: string;
  readonly folder: string;
  /** May be changed at any time. */
  readonly settings: TopicSettings = readTopicSettings((name) => TOPIC_CONFIGS.get(name)?.fallback ?? '');
  readonly told: string[] = [];
  #log: PartitionLog | undefined;

  static async make(settings: Partial<TopicSettings> = {}): Promise<TemporaryLog> {
    const made = new TemporaryLog(await mkdtemp(join(tmpdir(), 'towpath log ')));
    Object.assign(made.settings, settings);
    await made.openAsAfterKill();
    return made;
  }

  private constructor(parent: string) {
    this.#parent = parent;
    this.folder = join(parent, 'topic-0');
  }

  get log(): PartitionLog {
    if (!this.#log) throw new Error('The log is not open.');
    return this.#log;
  }

  /** Opens what is on the disk, as a start does after a kill: the log that was open is neither closed nor used any more. */
  async openAsAfterKill(): Promise<PartitionLog> {
    this.#log = await PartitionLog.open(
      this.folder,
      () => this.settings,
      (line) => this.told.push(line),
    );
    return this.#log;
  }

  /** Appends one batch, which is in the file when this resolves. @returns its first offset. */
  async append(records: readonly TestRecord[], header: Partial<BatchHeader> = {}): Promise<number> {
    const [batch, headers] = toAppend(records, header);
    for (const each of headers) this.log.producers.check(each);
    const { baseOffset, written } = this.log.append(batch, headers);
    await written;
    return baseOffset;
  }

  /** Appends one batch, which begins a new segment. */
  async appendToNext(...batch: Parameters<TemporaryLog['append']>): Promise<number> {
    const { segmentMs } = this.settings;
    this.settings.segmentMs = 0;
    return await this.append(...batch).finally(() => {
      this.settings.segmentMs = segmentMs;
    });
  }

  /** Ends the transaction of a producer. */
  async mark(producerId: number, isCommit: boolean, now = Date.now()): Promise<void> {
    const marker = makeMarkerBatch({ producerId, producerEpoch: 0 }, { isCommit, coordinatorEpoch: 0 }, now);
    await this.log.append(marker, [readHeader(marker)]).written;
  }

  /** The headers of all batches from an offset on, each batch proven by its checksum. */
  async headers(from = this.log.logStartOffset): Promise<BatchHeader[]> {
    const found: BatchHeader[] = [];
    await this.#eachBatch(from, (bytes, at) => {
      if (!isIntact(bytes, at)) throw new Error('A checksum is wrong.');
      found.push(readHeader(bytes, at));
    });
    return found;
  }

  /** The records of clients from an offset on, as `offset:value`. */
  async values(from = this.log.logStartOffset): Promise<string[]> {
    const found: string[] = [];
    await this.#eachBatch(from, (bytes, at) => {
      if (readHeader(bytes, at).isControl) return;
      for (const { offset, value } of readRecords(bytes, at))
        if (offset >= from) found.push(`${offset}:${value?.toString() ?? 'null'}`);
    });
    return found;
  }

  async remove(): Promise<void> {
    await this.#log?.close();
    await rm(this.#parent, { recursive: true, force: true });
  }

  async #eachBatch(from: number, visit: (bytes: Buffer, at: number) => void): Promise<void> {
    const limit = this.log.highWatermark;
    for (let offset = from; offset < limit; ) {
      const bytes = await this.log.read(offset, { maxBytes: 100_000, limit });
      if (bytes.length === 0) return;
      for (let at = 0; at < bytes.length; at += batchBytes(bytes, at)) {
        visit(bytes, at);
        offset = lastOffsetOf(bytes, at) + 1;
      }
    }
  }
}
