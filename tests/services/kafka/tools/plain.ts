import type { Answer } from './play.ts';

const RULES: [RegExp, string][] = [
  // The help behind an error: its words are each program's own.
  [/^Option +Description *\n[\s\S]*$/m, '<help>\n'],
  // Java's stack traces, and the line of an exception that says again what the line before says.
  [/^(?:\s+at |\s+\.\.\. \d+ more|Caused by: |\s+Suppressed: ).*\n/gm, ''],
  [/^(.*?)\n(?:[\w.$]+\.)+\w+(?:Exception|Error): \1\n/gm, '$1\n'],
  [/^\[\d{4}-\d\d-\d\d [\d:,]+\]/gm, '[<time>]'],
  [/TopicId: \S{22}/g, 'TopicId: <id>'],
  [/CreateTime:\d{13}/g, 'CreateTime:<ms>'],
  [/127\.0\.0\.1:\d+/g, 'kafka:9092'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uuid>'],
  // A record without a key goes to any partition.
  [/(without key in topic partition \S+-)\d+/g, '$1<any>'],
  [/console-consumer-\d+/g, 'console-consumer-<n>'],
];

/** An answer without what differs from one run to the next: times, ids, the order in Java's sets; and without the help and Java's stack traces. */
export function plain({ command, exitCode, stdout, stderr }: Answer): Answer {
  return { command, exitCode, stdout: plainText(stdout), stderr: plainText(stderr) };
}

function plainText(text: string): string {
  return RULES.reduce((rest, [what, by]) => rest.replace(what, by), text)
    .replace(/\[[a-z-]+\](?:, \[[a-z-]+\])+/g, (list) => list.split(', ').sort().join(', '))
    .replace(/\n+$/, '\n');
}
