import { join } from 'node:path';
import { findLanguage } from '#contract/languages.ts';
import { NETWORK } from '#contract/network.ts';
import type { Block } from '#contract/read-fence.ts';
import { SERVICE_TITLES } from '#contract/services.ts';
import { RunnerError } from '../errors.ts';
import type { Lesson } from '../lessons/lesson.ts';
import type { Service } from '../services/define-service.ts';
import type { Stack } from '../services/stack.ts';
import type { Command } from '../terminal/launch.ts';
import type { LanguageJob } from './language-job.ts';

export type BlockCommandOptions = {
  stack: Pick<Stack, 'resolve'>;
  services: readonly Service[];
  /** Where languages keep what they need: the stack's part of the data directory. */
  dir: string;
  /** Of the programs that run a language, with the mark of this data directory. */
  env: Record<string, string>;
};

/** How the text of a block is run. @throws what `stack.resolve` throws when a service that runs its language is not ready */
export function blockCommands(options: BlockCommandOptions): (lesson: Lesson, block: Block, text: string) => Command {
  return (lesson, block, text) => {
    const language = findLanguage(block.language);
    // The workspace has the text by now.
    if (language?.file) return { kind: 'node', file: block.attributes.file ?? '' };
    const id = language?.service;
    if (!id) return { kind: 'bash', text };
    const service = options.services.find((candidate) => candidate.id === id);
    const file = service?.languages?.[block.language];
    if (!service || !file)
      throw new RunnerError('block.unsupported', `${SERVICE_TITLES[id]} does not run ${block.language}.`, {
        hint: `Name ${id} in the lesson's services.`,
      });
    const job: LanguageJob = { text, lesson: lesson.id, block: block.id, addresses: addressesOf(service, options.stack) };
    const cwd = join(options.dir, 'languages', block.language);
    return { kind: 'program', file, argument: JSON.stringify(job), cwd, env: options.env };
  };
}

function addressesOf({ id, ports }: Service, stack: Pick<Stack, 'resolve'>): Record<string, string> {
  const hostname = Object.keys(NETWORK).find((name) => NETWORK[name]?.service === id) ?? id;
  return Object.fromEntries(
    ports.map(({ name, port, inside }) => {
      const found = stack.resolve({ hostname, port: inside ?? port });
      return [name, found ? `${found.hostname}:${found.port}` : ''];
    }),
  );
}
