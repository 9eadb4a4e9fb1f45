const MB = 1_000_000;

/**
 * How far a download is, in the unit of the whole: `120 of 310 MB`, `0.4 of 1.2 GB`. Sizes of images are in millions of
 * bytes, as their registries and `docker images` say them.
 */
export function downloadWords(doneBytes: number, totalBytes: number): string {
  const total = totalBytes / MB;
  if (total < 999.5) return `${Math.round(doneBytes / MB)} of ${Math.round(total)} MB`;
  return `${(doneBytes / MB / 1_000).toFixed(1)} of ${(total / 1_000).toFixed(1)} GB`;
}
