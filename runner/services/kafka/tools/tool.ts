import type { KafkaConnection } from '../client/kafka-connection.ts';
import type { OptionSpec, Options } from './options.ts';

/** One command line program. */
export type Tool = {
  /** The help's first line. */
  purpose: string;
  options: readonly OptionSpec[];
  /** What stands before the words about a command line that cannot be taken; `usage` is the help behind it. */
  onBadOption: 'words' | 'usage' | 'occurred' | 'thrown';
  /** Gives the exit code. */
  run: (call: Call) => Promise<number>;
};

/** One call of a program. */
export type Call = {
  options: Options;
  args: readonly string[];
  out: (text: string | Buffer) => void;
  err: (text: string) => void;
  /** Opens a connection to the broker that the command line names, and closes it when the program ends. @throws Failure */
  open: (bootstrap: string, client: Client) => Promise<KafkaConnection>;
  /** Resolves when the learner stops the program. */
  stopped: AbortSignal;
};

/** How a program calls itself: `AdminClient` and `adminclient-1`. With `isPatient` it waits for a broker as long as it takes. */
export type Client = { kind: string; clientId: string; call: string; isPatient?: boolean };

/** It ends with the help behind these words, exit code 1. */
export class UsageFailure extends Error {}

/** It ends with these words, exit code 1. `exception` is what Java's tools call it. */
export class Failure extends Error {
  readonly exception: string;

  constructor(message: string, exception = 'java.lang.IllegalArgumentException') {
    super(message);
    this.exception = exception;
  }

  override toString(): string {
    return this.message === '' ? this.exception : `${this.exception}: ${this.message}`;
  }
}

/** What every program has. */
export const COMMON_OPTIONS: readonly OptionSpec[] = [
  { name: 'help', about: 'Print this.' },
  { name: 'version', about: 'Print the version of Kafka whose tools these commands stand in for.' },
];

/** A line of log4j, as Kafka's tools write their warnings and errors. */
export function logLine(level: 'WARN' | 'ERROR', message: string, logger: string): string {
  const time = new Date();
  const two = (part: number, length = 2) => String(part).padStart(length, '0');
  const day = [time.getFullYear(), time.getMonth() + 1, time.getDate()].map((part) => two(part)).join('-');
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => two(part)).join(':');
  return `[${day} ${clock},${two(time.getMilliseconds(), 3)}] ${level} ${message} (${logger})\n`;
}
