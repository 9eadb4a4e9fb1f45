import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { FieldType, InfluxDB } from 'influx';

const DATABASE = 'clients';
const execute = promisify(execFile);

/** What programs and people use: the npm client `influx`, and curl as the lessons have it. */
export function clientsSuite(baseUrl: () => string): void {
  const address = () => {
    const { hostname, port } = new URL(baseUrl());
    return { host: hostname, port: Number(port) };
  };

  describe('the client influx of npm', () => {
    let influx: InfluxDB;
    before(() => {
      const schema = [
        {
          measurement: 'cpu',
          tags: ['host'],
          fields: { load: FieldType.FLOAT, cores: FieldType.INTEGER, idle: FieldType.BOOLEAN, note: FieldType.STRING },
        },
      ];
      influx = new InfluxDB({ ...address(), database: DATABASE, schema });
    });
    after(async () => await influx.dropDatabase(DATABASE));

    test('makes a database, writes points and reads them with their types and tags', async () => {
      await influx.createDatabase(DATABASE);
      assert.ok((await influx.getDatabaseNames()).includes(DATABASE));
      const point = (host: string, at: number, load: number) => ({
        ...{ measurement: 'cpu', tags: { host }, timestamp: new Date(at) },
        fields: { load, cores: 4, idle: load < 1, note: 'a "b", c=d' },
      });
      await influx.writePoints([point('a, b=c', 1_000, 0.5), point('a, b=c', 2_000, 1.5), point('d', 3_000, 2)], {
        precision: 'ms',
      });
      const rows = await influx.query<{ time: Date; load: number }>('SELECT * FROM cpu WHERE load > 0.6 ORDER BY time DESC');
      assert.deepEqual(
        rows.map(({ time, ...row }) => ({ ...row, time: time.toISOString() })),
        [
          { time: '1970-01-01T00:00:03.000Z', cores: 4, host: 'd', idle: false, load: 2, note: 'a "b", c=d' },
          { time: '1970-01-01T00:00:02.000Z', cores: 4, host: 'a, b=c', idle: false, load: 1.5, note: 'a "b", c=d' },
        ],
      );
    });

    test('groups, lists what is there, and binds parameters', async () => {
      const grouped = await influx.query<{ mean: number; host: string }>('SELECT mean(load) FROM cpu GROUP BY host');
      assert.deepEqual(
        grouped.groups().map(({ tags, rows }) => [tags, rows.map(({ mean }) => mean)]),
        [
          [{ host: 'a, b=c' }, [1]],
          [{ host: 'd' }, [2]],
        ],
      );
      assert.deepEqual(await influx.getMeasurements(), ['cpu']);
      assert.deepEqual(await influx.getSeries(), ['cpu,host=a\\,\\ b\\=c', 'cpu,host=d']);
      const placeholders = { host: 'd' };
      assert.equal((await influx.query('SELECT load FROM cpu WHERE host = $host', { placeholders })).length, 1);
    });

    test('hears why it was refused', async () => {
      await assert.rejects(influx.query('SELECT mean(note) FROM cpu'), /unsupported mean iterator type/);
      await assert.rejects(influx.query('SELEC'), /error parsing query: found SELEC, expected SELECT/);
      await influx.writePoints([{ measurement: 'free', fields: { load: 1 } }]);
      await assert.rejects(
        influx.writePoints([{ measurement: 'free', fields: { load: 'high' } }]),
        /type conflict: input field \\"load\\" on measurement \\"free\\" is type string, already exists as type float/,
      );
      await influx.dropMeasurement('free');
      const [host] = await influx.ping(5_000);
      assert.equal(host?.online, true);
    });

    test('takes away what it made', async () => {
      await influx.dropSeries({ where: (where) => where.tag('host').equals.value('d') });
      assert.equal((await influx.query('SELECT load FROM cpu')).length, 2);
      await influx.dropMeasurement('cpu');
      assert.deepEqual(await influx.getMeasurements(), []);
    });
  });

  describe('curl', () => {
    const curl = async (...args: string[]): Promise<string> =>
      (await execute('curl', ['-sS', '--max-time', '10', ...args])).stdout;
    const query = () => `${baseUrl()}/query`;
    after(async () => await curl('-X', 'POST', query(), '--data-urlencode', 'q=DROP DATABASE curled'));

    test('is told with 204 that it answers and that lines were written', async () => {
      const status = ['-o', '/dev/null', '-w', '%{http_code}'];
      assert.equal(await curl(...status, `${baseUrl()}/ping`), '204');
      assert.equal(
        await curl('-X', 'POST', query(), '--data-urlencode', 'q=CREATE DATABASE curled'),
        '{"results":[{"statement_id":0}]}\n',
      );
      const lines = (...all: string[]) => ['--data-binary', all.join('\n')];
      const write = `${baseUrl()}/write?db=curled&precision=ms`;
      assert.equal(await curl(...status, '-XPOST', write, ...lines('m,t=a v=1 1000', 'm,t=b v=2 1000', 'm,t=a v=3 2000')), '204');
      assert.match(await curl('-XPOST', write, ...lines('m v="x" 1')), /field type conflict: input field \\"v\\" on measurement/);
    });

    test('reads rows, CSV and indented JSON', async () => {
      const ask = (...more: string[]) => curl('-G', query(), '-d', 'db=curled', '--data-urlencode', 'q=SELECT * FROM m', ...more);
      assert.equal(
        await ask('-d', 'epoch=s'),
        '{"results":[{"statement_id":0,"series":[{"name":"m","columns":["time","t","v"],"values":[[1,"a",1],[1,"b",2],[2,"a",3]]}]}]}\n',
      );
      assert.equal(
        await ask('-H', 'Accept: application/csv'),
        'name,tags,time,t,v\nm,,1000000000,a,1\nm,,1000000000,b,2\nm,,2000000000,a,3\n',
      );
      assert.match(await ask('-d', 'pretty=true', '--compressed'), /^\{\n {4}"results": \[\n {8}\{/);
    });
  });
}
