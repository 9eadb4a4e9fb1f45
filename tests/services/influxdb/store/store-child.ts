import { InfluxStore } from '../../../../runner/services/influxdb/embedded/store/influx-store.ts';
import { ALL_TIME } from '../../../../runner/services/influxdb/embedded/store/time.ts';

// Writes batches of points until it is killed, and removes some; prints what is safe as soon as it is: the number of a
// batch, or `-` and the measurement that is removed. Arguments: the folder and the number of the first batch.
const [dataDir = '', first = '0'] = process.argv.slice(2);
const limits = { maxLogBytes: 50_000 }; // so that logs become segments, and segments are merged, all the time
const store = new InfluxStore({ dataDir, limits, log: (line) => console.error(line) });
await store.createDatabase('plant');

async function write(batch: number): Promise<void> {
  const lines = Array.from(
    { length: 50 },
    (_, at) => `m${batch % 5},host=h${at % 7} v=${batch},text="${batch}" ${batch * 50 + at}`,
  );
  const extra = `drop${batch % 20},host=a v=${batch} ${batch}`;
  await store
    .database('plant')
    ?.writeLines({ lines: Buffer.from([...lines, extra].join('\n')), precision: 's', now: { ms: 0, ns: 0 } });
  console.log(batch);
}

for (let batch = Number(first); ; batch += 3) {
  await Promise.all([write(batch), write(batch + 1), write(batch + 2)]);
  if (batch % 20 !== 0) continue;
  const name = `drop${batch % 7}`;
  const series = store.database('plant')?.measurement(name)?.series() ?? [];
  await store.database('plant')?.deletePoints(series, ALL_TIME);
  console.log(`- ${name} ${batch + 2}`);
}
