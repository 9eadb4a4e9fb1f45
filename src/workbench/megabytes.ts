const MB = 1024 * 1024;

/** Memory as people say it: `21 MB`, `1.2 GB`. */
export function megabytes(bytes: number): string {
  const mb = bytes / MB;
  return mb < 1000 ? `${Math.round(mb)} MB` : `${(mb / 1024).toFixed(1)} GB`;
}

/** A part of a whole in the unit of the whole: `212 of 512 MB`, `0.4 of 1.2 GB`. */
export function megabytesOf(bytes: number, total: number): string {
  const mb = bytes / MB;
  return total / MB < 1000 ? `${Math.round(mb)} of ${megabytes(total)}` : `${(mb / 1024).toFixed(1)} of ${megabytes(total)}`;
}
