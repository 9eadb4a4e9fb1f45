// Writes points into InfluxDB. What it refuses is found by halves: one bad point does not
// keep the others out.

/** A point, and what it was made of. */
export type Point<Source> = { line: string; source: Source };

/** InfluxDB does not answer, or cannot take anything just now. Try again later. */
export class NotNow extends Error {}

/** Writes points. @returns those that InfluxDB will never take, with its reason. @throws NotNow */
export async function writePoints<Source>(
  url: string,
  database: string,
  points: Point<Source>[],
): Promise<{ source: Source; reason: string }[]> {
  if (points.length === 0) return [];
  const reason = await refusalOf(url, database, points);
  if (reason === undefined) return [];
  // InfluxDB says how many it dropped. Only where some are fine is there something to find.
  const areAllRefused =
    points.length === 1 || reason.endsWith(`dropped=${points.length}`);
  if (areAllRefused) return points.map(({ source }) => ({ source, reason }));
  // A point that is written twice is there once: its key is the same.
  const half = points.length >> 1;
  return [
    ...(await writePoints(url, database, points.slice(0, half))),
    ...(await writePoints(url, database, points.slice(half))),
  ];
}

// 204 says that all are on disk, 400 that some cannot be taken as they are, 413 that this
// is too much at once. All else may pass.
async function refusalOf(
  url: string,
  database: string,
  points: Point<unknown>[],
): Promise<string | undefined> {
  let response: Response;
  try {
    response = await fetch(`${url}/write?db=${encodeURIComponent(database)}`, {
      method: 'POST',
      body: points.map(({ line }) => line).join('\n'),
      signal: AbortSignal.timeout(10_000),
    });
  } catch (cause) {
    throw new NotNow('InfluxDB does not answer', { cause });
  }
  const text = await response.text();
  if (response.status === 204) return undefined;
  const reason = reasonIn(text);
  if (response.status === 400 || response.status === 413) return reason;
  if (response.status === 404)
    throw new NotNow(`${reason}. Create it: CREATE DATABASE "${database}"`);
  throw new NotNow(`InfluxDB says ${response.status}: ${reason}`);
}

function reasonIn(text: string): string {
  try {
    return String(JSON.parse(text).error ?? text);
  } catch {
    // A proxy in between may say it without JSON.
    return text.trim();
  }
}
