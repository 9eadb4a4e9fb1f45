// Makes a file of machine samples, as the sensors of a hall would send them. With the
// same SEED it makes the same file again, so that a result can be compared.
import { writeFileSync } from 'node:fs';

const { EVENT_FILE = 'events.json', EVENT_COUNT = '40000', SEED = '1' } = process.env;

// How much power each machine draws at work (W).
const MACHINES = [
  { machine: 'press-1', watts: 5_200 },
  { machine: 'press-2', watts: 4_800 },
  { machine: 'lathe-1', watts: 3_600 },
  { machine: 'lathe-2', watts: 3_200 },
  { machine: 'mill-1', watts: 2_800 },
  { machine: 'mill-2', watts: 2_400 },
  { machine: 'saw-1', watts: 1_800 },
  { machine: 'drill-1', watts: 900 },
];

// Two kinds of metric: how often a machine tells it, and how many values a sample has.
const METRICS = [
  { metric: 'vibration', everyMs: 9, least: 3, most: 12 },
  { metric: 'power', everyMs: 75, least: 1, most: 3 },
];

// A small generator of random numbers from 0 to 1 (mulberry32). Math.random cannot be
// given a seed.
let seed = Number(SEED);
function random(): number {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
const between = (least: number, most: number) =>
  least + Math.floor(random() * (most - least + 1));

type Event = {
  machine: string;
  metric: string;
  sequence: number;
  late: number;
  values: number[];
};

// Each machine works for half a minute and rests for ten seconds, one after the other:
// two of the eight rest at any time. 40,000 samples are one such round.
const isResting = (place: number, at: number) => (at + place * 5_000) % 40_000 >= 30_000;

// One sample of a machine: watts, or millimetres a second. Whoever works trembles, half a
// millimetre a second for each kilowatt. Who rests draws 8 of 100 of its power, and
// trembles as much less. But one of them has a bad bearing, and does not come to rest.
function sample(place: number, metric: string, at: number): number[] {
  const { machine = '', watts = 0 } = MACHINES[place] ?? {};
  const kind = METRICS.find((each) => each.metric === metric) ?? METRICS[0];
  const power = isResting(place, at) ? watts * 0.08 : watts;
  const vibration = Math.max(power / 2_000, machine === 'press-2' ? 1.2 : 0);
  const level = metric === 'power' ? power : vibration;
  const count = between(kind?.least ?? 1, kind?.most ?? 1);
  return Array.from({ length: count }, () =>
    Number((level * (0.8 + 0.4 * random())).toFixed(3)),
  );
}

// How late a sample arrives (ms). Most are in time, 3 of 100 are late, and of these a few
// by more than two seconds.
function lateness(): number {
  if (random() > 0.03) return 0;
  return random() > 0.1 ? between(50, 1_500) : between(2_000, 4_000);
}

// Samples in the order in which they were taken; `sent` is when each of them arrives.
const sequences = new Map<string, number>();
const events: { sent: number; event: Event }[] = [];
const wanted = Number(EVENT_COUNT);
for (let at = 0; events.length < wanted; at++) {
  for (const [place, { machine }] of MACHINES.entries()) {
    for (const { metric, everyMs } of METRICS) {
      if ((at + place) % everyMs !== 0 || events.length === wanted) continue;
      const series = `${machine} ${metric}`;
      const sequence = (sequences.get(series) ?? 0) + 1;
      sequences.set(series, sequence);
      const late = lateness();
      // One of 100 never arrives. Its number is missing in the file, and so you can tell.
      if (random() < 0.01) continue;
      events.push({
        sent: at + late,
        event: { machine, metric, sequence, late, values: sample(place, metric, at) },
      });
    }
  }
}

// The file has them in the order in which they arrive: a late one comes after younger
// ones.
events.sort((one, other) => one.sent - other.sent);
writeFileSync(
  EVENT_FILE,
  events.map(({ event }) => `${JSON.stringify(event)}\n`).join(''),
);

const late = events.filter(({ event }) => event.late > 0).length;
const missing =
  [...sequences.values()].reduce((sum, last) => sum + last, 0) - events.length;
console.log(
  `${EVENT_FILE}: ${events.length} samples of ${MACHINES.length} machines, ${late} late, ${missing} missing`,
);
