import { MACHINES } from '../lines.ts';
import type { Group } from '../question.ts';

/** How answers are laid out: times, indents, chunks, CSV, gzip. */
export const formats: Group = {
  name: 'formats',
  lines: [
    ...MACHINES,
    'odd,t=a\\,b text="say \\"hi\\", you",n=1i 1600000000123456789',
    'odd,t=<&> big=1e21,small=1e-7,n=2i 1600000000100000000',
  ],
  questions: [
    ...['ns', 'n', 'u', 'µ', 'ms', 's', 'm', 'h', 'rfc3339', 'fortnight'].map((epoch) => ({
      q: 'SELECT n FROM odd',
      with: { epoch },
    })),
    {
      q: 'SELECT mean(temp) FROM machine WHERE time >= 1600000000s AND time < 1600000060s GROUP BY time(20s)',
      with: { epoch: 'ms' },
    },
    'SELECT * FROM odd',
    { q: 'SELECT temp FROM machine LIMIT 2', with: { pretty: 'true' } },
    { q: 'SHOW DATABASES; SHOW MEASUREMENTS', with: { pretty: 'true' } },
    { q: 'SELEC', with: { pretty: 'true' } },
    { q: 'CREATE DATABASE plant', post: 'form', with: { pretty: 'true' } },
    { q: 'SELECT temp FROM machine', with: { chunked: 'true' } },
    { q: 'SELECT temp FROM machine', with: { chunked: 'true', chunk_size: '4' } },
    { q: 'SELECT temp FROM machine GROUP BY machine', with: { chunked: 'true', chunk_size: '2' } },
    { q: 'SELECT temp FROM machine LIMIT 1; SELECT rpm FROM machine LIMIT 1', with: { chunked: 'true' } },
    { q: 'SELECT temp FROM machine LIMIT 1; SELECT temp FROM nowhere..machine', with: { chunked: 'true' } },
    { q: 'SELECT temp FROM machine', with: { chunk_size: '2' } },
    { q: 'SELECT temp FROM nothing', with: { chunked: 'true' } },
    { q: 'SELECT temp, note FROM machine LIMIT 3', headers: { accept: 'application/csv' } },
    { q: 'SELECT temp FROM machine GROUP BY machine, line LIMIT 2', headers: { accept: 'text/csv' } },
    { q: 'SELECT * FROM odd', headers: { accept: 'application/csv' } },
    { q: 'SELECT * FROM odd', headers: { accept: 'application/csv' }, with: { epoch: 's' } },
    { q: 'SHOW MEASUREMENTS', headers: { accept: 'application/csv' } },
    { q: 'SELECT temp FROM machine LIMIT 1; SELECT code FROM states LIMIT 1', headers: { accept: 'application/csv' } },
    { q: 'SELECT temp FROM nothing', headers: { accept: 'application/csv' } },
    { q: 'SELECT temp FROM nowhere..machine', headers: { accept: 'application/csv' } },
    { q: 'SELEC', headers: { accept: 'application/csv' } },
    { q: 'SELECT temp FROM machine LIMIT 1', headers: { accept: 'application/json' } },
    { q: 'SELECT temp FROM machine LIMIT 1', headers: { accept: 'image/png' } },
    { q: 'SELECT temp FROM machine LIMIT 1', headers: { 'accept-encoding': 'gzip' } },
    { q: 'SELECT temp FROM machine LIMIT 1', post: 'form', with: { epoch: 's' } },
    { q: 'SELECT temp FROM machine LIMIT 1', post: 'query string', with: { epoch: 's' } },
    { q: 'SELECT temp FROM machine WHERE temp > 20 LIMIT 1; SHOW TAG KEYS FROM machine', post: 'form' },
  ],
};
