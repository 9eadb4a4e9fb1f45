import type { StackId } from './ids.ts';
import type { ServiceId } from './services.ts';

/** What a fence language runs with. */
export type Language = {
  /** How it is called in a sentence. */
  title: string;
  /** What comes out: text as a terminal has it, or rows, a JSON object per line, that the page shows as a table. */
  output: 'terminal' | 'rows';
  /** It runs a file of the workspace: the block is that file, whose name ends like this. */
  file?: string;
  /** The service whose program runs it (`languages` in its `service.ts`); the lesson must name it. Without one it runs in the shell. */
  service?: ServiceId;
  /** The only stack it runs on, when the service has no form on the other one. */
  stack?: StackId;
};

/** Every fence language that runs, by its name after the backticks. */
export const LANGUAGES: Readonly<Record<string, Language>> = {
  sh: { title: 'bash', output: 'terminal' },
  'flink-sql': { title: 'Flink SQL', output: 'rows', service: 'flink', stack: 'docker' },
  influxql: { title: 'InfluxQL', output: 'rows', service: 'influxdb' },
  ts: { title: 'TypeScript', output: 'terminal', file: '.ts' },
};

/** The names of the languages that run. */
export const LANGUAGE_NAMES: readonly string[] = Object.keys(LANGUAGES);

/** A language by its name; undefined for one that does not run. */
export function findLanguage(name: string): Language | undefined {
  return Object.hasOwn(LANGUAGES, name) ? LANGUAGES[name] : undefined;
}
