import { readFileSync } from 'node:fs';
import { Failure } from './tool.ts';

/** Settings that change nothing for a client of one broker on the same machine; all others are refused by name. */
const HARMLESS = [
  ...['bootstrap.servers', 'client.dns.lookup', 'client.id', 'connections.max.idle.ms', 'default.api.timeout.ms'],
  ...['metadata.max.age.ms', 'receive.buffer.bytes', 'reconnect.backoff.max.ms', 'reconnect.backoff.ms'],
  ...['request.timeout.ms', 'retries', 'retry.backoff.ms', 'retry.backoff.max.ms', 'send.buffer.bytes'],
  ...['socket.connection.setup.timeout.ms', 'socket.connection.setup.timeout.max.ms'],
];

/** Looks through the file of `--command-config`. @throws Failure naming a setting that would have to have an effect */
export function checkClientConfig(file: string | undefined): void {
  if (file !== undefined) checkSettings(readProperties(file), HARMLESS);
}

/** @throws Failure naming the first setting that is not in `known` and not without effect here. */
export function checkSettings(settings: ReadonlyMap<string, string>, known: readonly string[]): void {
  for (const [name, value] of settings) {
    if (name === 'security.protocol' && value === 'PLAINTEXT') continue;
    if (known.includes(name) || HARMLESS.includes(name)) continue;
    throw new Failure(
      `The setting ${name} is not supported by this stand-in for Kafka's own tool. Leave it out, or use the Docker stack.`,
    );
  }
}

/** The `name=value` lines of a file, comments left out. @throws Failure when it cannot be read */
export function readProperties(file: string): Map<string, string> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Failure(`${file} (No such file or directory)`, 'java.io.FileNotFoundException'); // Java's words for it
  }
  const rows = text.split(/\r?\n/).map((line) => line.trim());
  const pairs = rows.filter((row) => row !== '' && !/^[#!]/.test(row)).map((row) => /^([^=:\s]*)\s*[=:\s]?\s*(.*)$/.exec(row));
  return new Map(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']));
}
