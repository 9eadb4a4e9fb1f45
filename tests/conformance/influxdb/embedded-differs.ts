/** Questions whose answer of InfluxDB 1.6.7 the embedded database does not give: by their titles, with the reason. */
export const EMBEDDED_DIFFERS: ReadonlyMap<string, string> = new Map([
  ['CREATE DATABASE two  [db null]', 'does not warn of a statement that changes something and came as GET'],
  ['SELECT temp INTO copy FROM machine', 'does not warn of a statement that changes something and came as GET'],
  ['DROP MEASUREMENT sample', 'does not warn of a statement that changes something and came as GET'],
  ['SELECT temp FROM machine OFFSET 10', '1.6.7 loses rows when there is an OFFSET without a LIMIT'],
  ['SELECT * FROM (SELECT temp FROM machine GROUP BY machine LIMIT 1)', '1.6.7 passes over the LIMIT of a subquery'],
  ['SELECT cumulative_sum(temp), derivative(temp) FROM machine GROUP BY machine LIMIT 2', '1.6.7 counts rows of each function'],
  ['SELECT mean(v) FROM huge', 'the sum of an integer mean does not overflow'],
  ["SELECT temp FROM machine WHERE machine IN ('m1')", 'IN in a condition is no comparison that holds'],
  ['SELECT cumulative_sum(ok) FROM machine', 'says cumulative_sum with its underscore'],
  [
    "SELECT last(note) FROM machine WHERE machine = 'm1' AND time >= 1600000000s AND time < 1600000060s GROUP BY time(10s) fill(0)",
    'a number does not become an empty text',
  ],
  ['DELETE FROM machine WHERE temp > 1  [post form]', 'has no shards to name'],
  ['DROP SERIES FROM gone WHERE v > 0  [post form]', 'has no shards to name'],
  ['DELETE FROM sample  [post form, db null]', 'says that a database is required, as for other statements'],
  ['DROP MEASUREMENT sample  [post form, db null]', 'says that a database is required, as for other statements'],
  [';', 'an empty list of results is there'],
  ['🙂', 'a header has UTF-8 in another way'],
]);
