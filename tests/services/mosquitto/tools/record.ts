import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startReal } from '../../../conformance/mosquitto/brokers.ts';
import { plain, play } from './play.ts';
import { SCENARIO } from './scenario.ts';

// Writes down what Debian's mosquitto_pub and mosquitto_sub say, on Debian's broker: `node tests/services/mosquitto/tools/record.ts`.
const broker = await startReal();
const answers = [];
for await (const answer of play(SCENARIO, broker.port, { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', TZ: 'UTC' }))
  answers.push(plain(answer));
await broker.stop();
const recorded = { mosquitto: '2.0.11', answers };
writeFileSync(join(import.meta.dirname, 'recorded.json'), `${JSON.stringify(recorded, null, 2)}\n`);
