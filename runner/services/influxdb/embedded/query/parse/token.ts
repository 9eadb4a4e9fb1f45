/** What a token is: a keyword or operator as it is written, or one of the kinds that carry text. */
export type TokenKind = string;

/** One token of a query. */
export type Token = {
  kind: TokenKind;
  /** The text of names, numbers, strings and the like; empty for keywords and operators. */
  text: string;
  /** Where it stands, counted as InfluxDB counts. */
  at: number;
};

/** Words that are no names unless they are quoted. */
const KEYWORDS = new Set(
  (
    'ALL ALTER ANALYZE AND ANY AS ASC BEGIN BY CARDINALITY CONTINUOUS CREATE DATABASE DATABASES DEFAULT DELETE DESC DESTINATIONS ' +
    'DIAGNOSTICS DISTINCT DROP DURATION END EVERY EXACT EXPLAIN FALSE FIELD FOR FROM GRANT GRANTS GROUP GROUPS IN INF INSERT INTO KEY KEYS ' +
    'KILL LIMIT MEASUREMENT MEASUREMENTS NAME OFFSET ON OR ORDER PASSWORD POLICIES POLICY PRIVILEGES QUERIES QUERY READ REPLICATION ' +
    'RESAMPLE RETENTION REVOKE SELECT SERIES SET SHARD SHARDS SHOW SLIMIT SOFFSET STATS SUBSCRIPTION SUBSCRIPTIONS TAG TO TRUE USER ' +
    'USERS VALUES WHERE WITH WRITE'
  ).split(' '),
);

const PRECEDENCE: Readonly<Record<string, number>> = {
  OR: 1,
  AND: 2,
  '=': 3,
  '!=': 3,
  '=~': 3,
  '!~': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  '+': 4,
  '-': 4,
  '|': 4,
  '^': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  '&': 5,
};

/** The keyword that a bare word is, in capitals, or `undefined` for a name. */
export function keywordOf(word: string): string | undefined {
  const upper = word.toUpperCase();
  return KEYWORDS.has(upper) ? upper : undefined;
}

/** How tightly an operator binds; 0 for what is none. */
export function precedenceOf(kind: TokenKind): number {
  return PRECEDENCE[kind] ?? 0;
}

/** A token as error texts name it. */
export function tokenText(token: Token): string {
  return token.text === '' ? token.kind : token.text;
}
