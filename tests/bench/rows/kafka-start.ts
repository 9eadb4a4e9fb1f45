import { setTimeout as pause } from 'node:timers/promises';
import { embeddedKafka, onBoth } from '../kafka-server.ts';
import { inBytes, inTime, quantiles, type Row } from '../row.ts';
import { rssOf } from '../rss.ts';

const STARTS = 15;
/** So long after its start a broker has settled (ms). */
const IDLE_MS = 3_000;

/** How soon the embedded broker answers, and what it takes while nobody asks. */
export async function kafkaStart(): Promise<Row[]> {
  const starts: number[] = [];
  // The first one compiles, as the first start after an installation does.
  for (let at = 0; at <= STARTS; at++) {
    const server = await embeddedKafka();
    if (at > 0) starts.push(server.startMs);
    await server.stop();
  }
  const { embedded, real } = await onBoth(async ({ pid, startMs }) => {
    await pause(IDLE_MS);
    return { rss: rssOf(pid), startMs };
  });
  const { p50, p90 } = quantiles(starts);
  return [
    {
      ...{ what: `Kafka: start to the first answer, p50 of ${STARTS}`, value: `${inTime(p50)} (p90 ${inTime(p90)})` },
      ...{ bar: '≤ 100 ms', isMet: p50 <= 100 },
      ...(real && { reference: `Kafka 3.9.1 ${inTime(real.startMs)}` }),
    },
    {
      ...{
        what: 'Kafka: memory of its process, idle',
        value: inBytes(embedded.rss),
        bar: '≤ 90 MB',
        isMet: embedded.rss <= 90e6,
      },
      ...(real && { reference: `Kafka 3.9.1 ${inBytes(real.rss)}` }),
    },
  ];
}
