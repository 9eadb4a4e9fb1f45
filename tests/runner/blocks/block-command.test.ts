import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { hashText } from '#contract/hash.ts';
import { LANGUAGES } from '#contract/languages.ts';
import { readLanguageJob } from '../../../runner/blocks/language-job.ts';
import { SERVICES } from '../../../runner/services/registry.ts';
import type { Exit } from '../../../runner/terminal/launch.ts';
import { launchProgram } from '../../../runner/terminal/launch-program.ts';
import { temporaryDir } from '../../support/fixture-content.ts';

describe('what runs a language', () => {
  test('a language with a service has its program there, and the other way round', () => {
    const declared = Object.entries(LANGUAGES).flatMap(([name, { service }]) => (service ? [`${service}: ${name}`] : []));
    const provided = SERVICES.flatMap(({ id, languages = {} }) =>
      Object.entries(languages).map(([name, file]) => {
        assert.ok(existsSync(file), `${file} is not there`);
        return `${id}: ${name}`;
      }),
    );
    assert.deepEqual(provided.sort(), declared.sort());
  });

  test('its program gets the text, where it came from and the addresses; what it prints and its status are the run’s', async () => {
    const dir = temporaryDir('towpath-language');
    const file = join(dir, 'speak.ts');
    writeFileSync(
      file,
      'const job: { text: string } = JSON.parse(process.argv[2] ?? ""); console.log(JSON.stringify({ ...job, here: process.cwd() })); process.exitCode = 3;\n',
    );
    const job = {
      text: `SELECT 'a\nb'; -- ${hashText('x')}`,
      lesson: 'try/one',
      block: 'ask',
      addresses: { http: '127.0.0.1:1' },
    };
    let output = '';
    const exit = await new Promise<Exit>((resolve) =>
      launchProgram(
        { kind: 'program', file, argument: JSON.stringify(job), cwd: join(dir, 'kept', 'speak'), env: { PATH: '/usr/bin:/bin' } },
        { run: randomUUID(), cols: 40, rows: 20, onData: (data) => (output += data), onExit: resolve },
      ),
    );
    assert.deepEqual(exit, { exitCode: 3, signal: 0 });
    const { here, ...heard } = JSON.parse(output) as { here: string };
    assert.deepEqual(heard, readLanguageJob(JSON.stringify(job)));
    assert.equal(here, join(dir, 'kept', 'speak'));
  });
});
