import { MACHINES, SAMPLES } from '../lines.ts';
import type { Group } from '../question.ts';

const minute = 'time >= 1600000000s AND time < 1600000060s';

/** Queries over the results of queries. */
export const subqueries: Group = {
  name: 'subqueries',
  lines: [...MACHINES, ...SAMPLES],
  questions: [
    'SELECT * FROM (SELECT temp FROM machine) LIMIT 2',
    'SELECT temp FROM (SELECT temp, rpm FROM machine) WHERE rpm > 1000',
    'SELECT mean(m) FROM (SELECT max(temp) AS m FROM machine GROUP BY machine)',
    'SELECT sum(last) FROM (SELECT last(temp) FROM machine GROUP BY machine)',
    'SELECT max(mean) FROM (SELECT mean(temp) FROM machine GROUP BY machine)',
    'SELECT max(mean), machine FROM (SELECT mean(temp) FROM machine GROUP BY machine)',
    'SELECT * FROM (SELECT mean(temp) FROM machine GROUP BY machine)',
    'SELECT mean FROM (SELECT mean(temp) FROM machine GROUP BY machine) GROUP BY machine',
    'SELECT mean FROM (SELECT mean(temp) FROM machine GROUP BY line, machine) GROUP BY line',
    'SELECT mean FROM (SELECT mean(temp) FROM machine GROUP BY machine) WHERE mean > 10',
    `SELECT max(mean) FROM (SELECT mean(temp) FROM machine WHERE ${minute} GROUP BY time(20s))`,
    `SELECT mean(max) FROM (SELECT max(temp) FROM machine GROUP BY time(10s), machine) WHERE ${minute} GROUP BY time(30s)`,
    `SELECT mean(max) FROM (SELECT max(temp) FROM machine WHERE ${minute} GROUP BY time(10s), machine fill(none)) WHERE ${minute} GROUP BY time(30s), machine`,
    'SELECT count(d) FROM (SELECT difference(value) AS d FROM sample) WHERE d > 0',
    'SELECT sum(a) + 1 FROM (SELECT temp * 2 AS a FROM machine)',
    'SELECT max(difference) FROM (SELECT difference(value) FROM sample)',
    'SELECT a - b FROM (SELECT max(temp) AS a, min(temp) AS b FROM machine GROUP BY line) GROUP BY line',
    'SELECT mean(s) FROM (SELECT sum(c) AS s FROM (SELECT count(temp) AS c FROM machine GROUP BY machine, line) GROUP BY line)',
    "SELECT temp FROM (SELECT * FROM machine) WHERE machine = 'm3'",
    'SELECT temp FROM (SELECT temp FROM machine ORDER BY time DESC LIMIT 3)',
    'SELECT * FROM (SELECT temp FROM machine GROUP BY machine LIMIT 1)',
    'SELECT nothing FROM (SELECT temp FROM machine)',
    'SELECT * FROM (SELECT temp FROM machine), (SELECT code FROM states) LIMIT 3',
    'SELECT mean(temp) FROM (SELECT temp FROM machine), (SELECT temp FROM nothing)',
    'SELECT * FROM (SHOW MEASUREMENTS)',
    'SELECT * FROM (SELECT temp FROM machine',
    'SELECT * FROM ()',
    `SELECT derivative(mean) FROM (SELECT mean(value) FROM sample WHERE ${minute} GROUP BY time(3s))`,
  ],
};
