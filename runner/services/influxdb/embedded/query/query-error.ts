/** A statement that InfluxQL refuses, in InfluxDB's words. */
export class QueryError extends Error {}

/** A text that is no InfluxQL; the whole request fails. The message is without the words `error parsing query: `. */
export class ParseError extends QueryError {}
