/** One line of a pull, as `POST /images/create` streams them. */
export type PullLine = {
  id?: string;
  status?: string;
  progressDetail?: { current?: number; total?: number };
  error?: string;
};

/** Bytes that are here, of those known to be needed. */
export type Bytes = { done: number; total: number };

/** Sums up the layers of one image: each counts once its size is known, and never less than before. */
export class PullProgress {
  #layers = new Map<string, Bytes>();

  /** Returns true when the sum has changed. */
  take({ id, status, progressDetail }: PullLine): boolean {
    if (!id || !status) return false;
    const layer = this.#layers.get(id);
    if (status === 'Downloading' && progressDetail?.total) {
      this.#layers.set(id, { done: Math.max(layer?.done ?? 0, progressDetail.current ?? 0), total: progressDetail.total });
      return true;
    }
    if (!layer || !/^(?:Download complete|Verifying Checksum|Extracting|Pull complete)$/.test(status)) return false;
    const isNews = layer.done !== layer.total;
    layer.done = layer.total;
    return isNews;
  }

  sum(): Bytes {
    return sumBytes(this.#layers.values());
  }
}

export function sumBytes(parts: Iterable<Bytes>): Bytes {
  const sum: Bytes = { done: 0, total: 0 };
  for (const { done, total } of parts) {
    sum.done += done;
    sum.total += total;
  }
  return sum;
}
