import type { PointBuffer } from '../line-protocol/point-buffer.ts';
import type { BlockMeta } from './block.ts';
import type { Field } from './field.ts';
import { Head } from './head.ts';
import { mergeSources, type Source } from './merge-sources.ts';
import type { Chunk, Series } from './model.ts';
import type { Rows } from './rows.ts';
import type { Segment } from './segment.ts';
import type { TimeRange } from './time.ts';

/** A block and the segment that it is in. */
export type StoredBlock = { segment: Segment; meta: BlockMeta };

/** A series with its points: blocks in segments, oldest written first, and the newest points in memory. */
export class StoredSeries implements Series {
  readonly measurement: string;
  readonly key: string;
  readonly tags: ReadonlyMap<string, string>;
  #head = new Head();
  #blocks: StoredBlock[] = [];

  constructor(key: string, measurement: string, tags: ReadonlyMap<string, string>) {
    this.key = key;
    this.measurement = measurement;
    this.tags = tags;
  }

  /** Whether it has no points at all. */
  get isEmpty(): boolean {
    return this.#head.length === 0 && this.#blocks.length === 0;
  }

  /** The newest points, which no segment has. */
  get headRows(): Rows {
    return this.#head.rows();
  }

  add(point: PointBuffer, fields: readonly (Field | undefined)[]): void {
    this.#head.add(point, fields);
  }

  /** Its blocks are others now; what the head had is in them when `emptiesHead`. */
  setBlocks(blocks: StoredBlock[], emptiesHead = false): void {
    this.#blocks = blocks;
    if (emptiesHead && this.#head.length > 0) this.#head = new Head();
  }

  *scan(fields: readonly string[], range: TimeRange, order: 'ascending' | 'descending' = 'ascending'): Generator<Chunk, void> {
    const blocks = this.#blocks;
    for (const { segment } of blocks) segment.hold();
    try {
      for (const rows of mergeSources(this.#sources(new Set(fields)), range, order)) yield chunkOf(rows, fields);
    } finally {
      for (const { segment } of blocks) segment.release();
    }
  }

  #sources(fields: ReadonlySet<string>): Source[] {
    const sources = this.#blocks.map((block) => sourceOfBlock(block, fields));
    const head = this.headRows;
    if (head.length > 0) sources.push({ from: head.ms[0] ?? 0, to: head.ms[head.length - 1] ?? 0, read: () => head });
    return sources;
  }
}

/** A block as something to be read; of its fields those named, or all. */
export function sourceOfBlock({ segment, meta }: StoredBlock, fields?: ReadonlySet<string>): Source {
  return { from: meta.from, to: meta.to, read: () => segment.read(meta, fields) };
}

function chunkOf({ length, ms, ns, columns }: Rows, fields: readonly string[]): Chunk {
  return { length, ms, ns, columns: fields.map((field) => columns.get(field)) };
}
