/** A line that is not a point, in InfluxDB's words. */
export class LineError extends Error {}
