import { MACHINES, SAMPLES } from '../lines.ts';
import type { Group } from '../question.ts';

const minute = 'time >= 1600000000s AND time < 1600000060s';

/** Results that are written into measurements. */
export const into: Group = {
  name: 'into',
  lines: [...MACHINES, ...SAMPLES],
  questions: [
    'SELECT temp INTO copy FROM machine',
    'SELECT * FROM copy',
    { q: 'SELECT temp INTO copied FROM machine', post: 'form' },
    'SELECT * FROM copied',
    { q: 'SELECT * INTO whole FROM machine', post: 'form' },
    'SELECT * FROM whole; SHOW TAG KEYS FROM whole; SHOW FIELD KEYS FROM whole',
    { q: 'SELECT * INTO tagged FROM machine GROUP BY *', post: 'form' },
    'SELECT * FROM tagged; SHOW TAG KEYS FROM tagged',
    { q: `SELECT mean(temp) INTO means FROM machine WHERE ${minute} GROUP BY time(20s), machine`, post: 'form' },
    'SELECT * FROM means; SHOW SERIES FROM means',
    { q: `SELECT mean(temp) AS average, count(temp) INTO named FROM machine WHERE ${minute} GROUP BY time(1m)`, post: 'form' },
    'SELECT * FROM named; SHOW FIELD KEYS FROM named',
    { q: 'SELECT mean(temp) INTO once FROM machine', post: 'form' },
    'SELECT * FROM once',
    { q: 'SELECT temp INTO plant.autogen.far FROM machine', post: 'form' },
    { q: 'SELECT temp INTO plant..farther FROM machine LIMIT 2', post: 'form', db: null },
    'SELECT * FROM far LIMIT 1; SELECT * FROM farther LIMIT 1',
    { q: 'SELECT temp INTO nowhere..x FROM machine', post: 'form' },
    { q: 'SELECT temp INTO nopolicy.x FROM machine', post: 'form' },
    { q: 'SELECT value INTO :MEASUREMENT FROM sample', post: 'form' },
    { q: 'CREATE DATABASE other; SELECT * INTO other.autogen.:MEASUREMENT FROM /.*/ GROUP BY *', post: 'form' },
    { q: 'SHOW MEASUREMENTS; SELECT * FROM sample LIMIT 1', db: 'other' },
    { q: 'SELECT temp INTO nothing_there FROM nothing', post: 'form' },
    { q: 'SELECT rpm AS temp INTO machine FROM machine', post: 'form' },
    { q: 'SELECT temp INTO FROM machine', post: 'form' },
    { q: 'DROP DATABASE other', post: 'form' },
  ],
};
