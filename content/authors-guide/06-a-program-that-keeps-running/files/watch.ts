import { appendFile } from 'node:fs/promises';

const { ECHO_URL = 'http://echo:7007' } = process.env;
const LOOK_EVERY_MS = 200;

/** All texts that Echo has heard, oldest first. */
async function readTexts(): Promise<string[]> {
  const response = await fetch(`${ECHO_URL}/heard`);
  return (await response.json()) as string[];
}

let known = (await readTexts()).length;
console.log(`watching from text ${known + 1} on`);

const timer = setInterval(async () => {
  const texts = await readTexts();
  for (const text of texts.slice(known)) {
    console.log(`heard: ${text}`);
    await appendFile('seen.txt', `${text}\n`);
  }
  known = texts.length;
}, LOOK_EVERY_MS);

// Stop sends SIGTERM, and gives a second and a half
// to put things away.
process.once('SIGTERM', () => {
  clearInterval(timer);
  console.log('closed');
});
