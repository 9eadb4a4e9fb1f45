import { parseArgs } from 'node:util';
import { ask, prepare } from './ask.ts';
import { groups } from './groups.ts';
import { title } from './question.ts';
import { startEmbedded, startReal } from './servers.ts';
import { answerText, readTranscript, writeTranscript } from './transcript.ts';

// Asks the questions of the suite, of a server that is started for it:
//   node tests/conformance/influxdb/record.ts                              writes recorded/*.txt from Debian's InfluxDB
//   node tests/conformance/influxdb/record.ts --compare [groups…]          says what the embedded one answers differently
//   node tests/conformance/influxdb/record.ts --ask 'SELECT …' [groups…]   one query to both, over the lines of a group
const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { compare: { type: 'boolean' }, ask: { type: 'string' } },
});
const chosen = groups.filter(({ name }) => names.length === 0 || names.includes(name));

async function writeAll(): Promise<void> {
  const { baseUrl, version, stop } = await startReal();
  for (const group of chosen) {
    await prepare(baseUrl, group);
    const answers = [];
    for (const question of group.questions) answers.push(await ask(baseUrl, question));
    writeTranscript(group, version, answers);
  }
  await stop();
}

async function compareAll(): Promise<void> {
  const { baseUrl, stop } = await startEmbedded();
  const differs: string[] = [];
  let asked = 0;
  for (const group of chosen) {
    await prepare(baseUrl, group);
    const expected = readTranscript(group);
    for (const [index, question] of group.questions.entries()) {
      const got = answerText(await ask(baseUrl, question));
      asked++;
      if (got !== expected[index])
        differs.push(`${group.name}: ${title(question)}\n--- InfluxDB\n${expected[index]}\n--- embedded\n${got}\n`);
    }
  }
  await stop();
  console.log(`${differs.join('\n')}\n${asked - differs.length} of ${asked} answers are the same.`);
}

async function askBoth(query: string): Promise<void> {
  const group = chosen[0];
  for (const start of [startReal, startEmbedded]) {
    const { baseUrl, version, stop } = await start();
    if (group) await prepare(baseUrl, group);
    console.log(`--- ${version}\n${answerText(await ask(baseUrl, query))}`);
    await stop();
  }
}

if (options.ask !== undefined) await askBoth(options.ask);
else await (options.compare ? compareAll() : writeAll());
