import { ParseError } from '../query-error.ts';
import type { Statement } from './ast.ts';
import { parseCondition, parseMeasurements } from './parse-clauses.ts';
import { parseSelect } from './parse-select.ts';
import {
  parseOn,
  parseShowFieldKeys,
  parseShowMeasurements,
  parseShowSeries,
  parseShowTagKeys,
  parseShowTagValues,
} from './parse-show.ts';
import { Tokens } from './tokens.ts';

type Parse = (tokens: Tokens) => Statement;
/** What may come next: another word, or all of a statement. */
type Words = { [word: string]: Words | Parse };

/** The words that statements begin with, in the order in which an error text lists them. */
const STATEMENTS: Words = {
  SELECT: parseSelect,
  DELETE: parseDelete,
  SHOW: {
    CONTINUOUS: { QUERIES: unsupported('SHOW CONTINUOUS QUERIES') },
    DATABASES: () => ({ kind: 'showDatabases' }),
    DIAGNOSTICS: unsupported('SHOW DIAGNOSTICS'),
    FIELD: { KEY: cardinality('SHOW FIELD KEY'), KEYS: parseShowFieldKeys },
    GRANTS: { FOR: unsupported('SHOW GRANTS') },
    MEASUREMENT: cardinality('SHOW MEASUREMENT'),
    MEASUREMENTS: parseShowMeasurements,
    QUERIES: unsupported('SHOW QUERIES'),
    RETENTION: { POLICIES: (tokens) => ({ kind: 'showRetentionPolicies', database: parseOn(tokens) }) },
    SERIES: withCardinality('SHOW SERIES', parseShowSeries),
    SHARD: { GROUPS: unsupported('SHOW SHARD GROUPS') },
    SHARDS: unsupported('SHOW SHARDS'),
    STATS: unsupported('SHOW STATS'),
    SUBSCRIPTIONS: unsupported('SHOW SUBSCRIPTIONS'),
    TAG: {
      KEY: cardinality('SHOW TAG KEY'),
      KEYS: parseShowTagKeys,
      VALUES: withCardinality('SHOW TAG VALUES', parseShowTagValues),
    },
    USERS: unsupported('SHOW USERS'),
  },
  CREATE: {
    CONTINUOUS: { QUERY: unsupported('CREATE CONTINUOUS QUERY') },
    DATABASE: parseCreateDatabase,
    USER: unsupported('CREATE USER'),
    RETENTION: { POLICY: unsupported('CREATE RETENTION POLICY') },
    SUBSCRIPTION: unsupported('CREATE SUBSCRIPTION'),
  },
  DROP: {
    CONTINUOUS: { QUERY: unsupported('DROP CONTINUOUS QUERY') },
    DATABASE: (tokens) => ({ kind: 'dropDatabase', name: tokens.identifier() }),
    MEASUREMENT: (tokens) => ({ kind: 'dropMeasurement', name: tokens.identifier() }),
    RETENTION: { POLICY: unsupported('DROP RETENTION POLICY') },
    SERIES: parseDropSeries,
    SHARD: unsupported('DROP SHARD'),
    SUBSCRIPTION: unsupported('DROP SUBSCRIPTION'),
    USER: unsupported('DROP USER'),
  },
  EXPLAIN: parseExplain,
  GRANT: privileges('GRANT'),
  REVOKE: privileges('REVOKE'),
  ALTER: { RETENTION: { POLICY: unsupported('ALTER RETENTION POLICY') } },
  SET: { PASSWORD: { FOR: unsupported('SET PASSWORD') } },
  KILL: { QUERY: unsupported('KILL QUERY') },
};

/** The statements of a text; empty ones are passed over. Throws a `ParseError`. */
export function parseQuery(text: string, parameters: Readonly<Record<string, unknown>>): Statement[] {
  const tokens = new Tokens(text.trim(), parameters);
  const statements: Statement[] = [];
  let isSeparated = true;
  for (;;) {
    const token = tokens.next();
    if (token.kind === 'EOF') return statements;
    if (token.kind === ';') {
      isSeparated = true;
      continue;
    }
    if (!isSeparated) throw tokens.unexpected(token, [';']);
    tokens.unscan();
    statements.push(parseStatement(tokens));
    isSeparated = false;
  }
}

function parseStatement(tokens: Tokens): Statement {
  let words = STATEMENTS;
  for (;;) {
    const token = tokens.next();
    const following = words[token.kind];
    if (following === undefined) throw tokens.unexpected(token, Object.keys(words));
    if (typeof following === 'function') return following(tokens);
    words = following;
  }
}

/** A statement of InfluxDB that is refused when it is its turn. Its words are passed over. */
function unsupported(statement: string): Parse {
  return (tokens) => {
    for (let kind = tokens.next().kind; kind !== ';' && kind !== 'EOF'; kind = tokens.next().kind);
    tokens.unscan();
    return { kind: 'unsupported', statement };
  };
}

function privileges(statement: string): Parse {
  return (tokens) => {
    const token = tokens.next();
    if (!['READ', 'WRITE', 'ALL'].includes(token.kind)) throw tokens.unexpected(token, ['READ', 'WRITE', 'ALL [PRIVILEGES]']);
    return unsupported(statement)(tokens);
  };
}

function cardinality(words: string): Parse {
  return (tokens) => {
    const token = tokens.next();
    if (token.kind !== 'EXACT' && token.kind !== 'CARDINALITY') throw tokens.unexpected(token, ['EXACT', 'CARDINALITY']);
    if (token.kind === 'EXACT') tokens.expect('CARDINALITY');
    return unsupported(`${words} CARDINALITY`)(tokens);
  };
}

function withCardinality(words: string, parse: Parse): Parse {
  return (tokens) => {
    const { kind } = tokens.next();
    tokens.unscan();
    return kind === 'EXACT' || kind === 'CARDINALITY' ? cardinality(words)(tokens) : parse(tokens);
  };
}

function parseExplain(tokens: Tokens): Statement {
  tokens.accept('ANALYZE');
  tokens.expect('SELECT');
  parseSelect(tokens);
  return { kind: 'unsupported', statement: 'EXPLAIN' };
}

function parseCreateDatabase(tokens: Tokens): Statement {
  const name = tokens.identifier();
  if (!tokens.accept('WITH')) return { kind: 'createDatabase', name };
  const option = tokens.next();
  const options = ['DURATION', 'NAME', 'REPLICATION', 'SHARD'];
  if (!options.includes(option.kind)) throw tokens.unexpected(option, options);
  return unsupported('CREATE DATABASE WITH')(tokens);
}

function parseDelete(tokens: Tokens): Statement {
  return { kind: 'delete', ...parseWhat(tokens) };
}

function parseDropSeries(tokens: Tokens): Statement {
  return { kind: 'dropSeries', ...parseWhat(tokens) };
}

function parseWhat(tokens: Tokens): Pick<Extract<Statement, { kind: 'delete' }>, 'sources' | 'condition'> {
  const first = tokens.next();
  tokens.unscan();
  const sources = parseMeasurements(tokens);
  if (sources.some(({ policy }) => policy !== '')) throw new ParseError('retention policy not supported at line 1, char 1');
  if (sources.some(({ database }) => database !== '')) throw new ParseError('database not supported at line 1, char 1');
  const condition = parseCondition(tokens);
  if (sources.length === 0 && condition === undefined) throw tokens.unexpected(first, ['FROM', 'WHERE']);
  return { sources, ...(condition && { condition }) };
}
