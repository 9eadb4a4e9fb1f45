/** A statement for InfluxDB, or one of the two that its shell takes itself. */
export type Read =
  | { do: 'query' }
  | { do: 'use'; database: string; policy?: string }
  | { do: 'insert'; lines: string }
  | { do: 'refuse'; words: string };

/** A database, and a retention policy after a dot. */
const NAMES = /^("(?:[^"\\]|\\.)*"|[^\s."]+)(?:\.("(?:[^"\\]|\\.)*"|[^\s."]+))?$/;

/** Reads the first word of a statement: `USE <database>` and `INSERT <line protocol>` are as in InfluxDB's shell. */
export function readStatement(text: string): Read {
  const [, word = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(text) ?? [];
  if (/^use$/i.test(word)) return readUse(rest.trim());
  if (!/^insert$/i.test(word)) return { do: 'query' };
  if (/^into\s/i.test(rest))
    return { do: 'refuse', words: 'INSERT INTO is not known here: say USE <database> and INSERT <line protocol>.' };
  return { do: 'insert', lines: rest };
}

function readUse(text: string): Read {
  const [, database, policy] = NAMES.exec(text) ?? [];
  if (database === undefined) return { do: 'refuse', words: 'USE takes the name of a database: USE plant' };
  return { do: 'use', database: unquoted(database), ...(policy !== undefined && { policy: unquoted(policy) }) };
}

const unquoted = (name: string): string => (name.startsWith('"') ? name.slice(1, -1).replaceAll(/\\(.)/g, '$1') : name);
