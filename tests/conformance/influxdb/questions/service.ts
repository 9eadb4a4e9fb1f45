import type { Group } from '../question.ts';

/** What is asked before anything is in it, and paths and methods that are not there. */
export const service: Group = {
  name: 'service',
  lines: [],
  questions: [
    { do: 'GET /ping' },
    { do: 'HEAD /ping' },
    { do: 'GET /ping?verbose=true' },
    { do: 'GET /' },
    { do: 'GET /nothing/here' },
    { do: 'GET /write?db=plant' },
    { do: 'DELETE /query' },
    { do: 'OPTIONS /query' },
    { do: 'GET /query' },
    { do: 'GET /query?q=' },
    { do: 'POST /query' },
    { do: 'GET /query?q=SHOW%20DATABASES&u=somebody&p=something' },
    { do: 'POST /write', body: 'a b=1' },
    { do: 'POST /write?db=', body: 'a b=1' },
    { do: 'GET /query?q=SELECT%20*%20FROM%20machine' },
    { q: 'SELECT * FROM machine', db: 'nowhere' },
    { q: 'SELECT * FROM machine' },
    { q: 'SHOW MEASUREMENTS', db: null },
    { q: 'SHOW MEASUREMENTS', db: 'nowhere' },
  ],
};
