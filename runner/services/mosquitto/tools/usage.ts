import { type CommandName, OPTIONS } from './options.ts';

const PURPOSE: Record<CommandName, string> = {
  mosquitto_pub: 'publishes a message on a topic',
  mosquitto_sub: 'subscribes to topics and prints what comes',
};

/** What `--help` says: the options that the stand-in has. */
export function usage(name: CommandName): string {
  const options = OPTIONS[name].map(({ names, ...rest }) => `  ${names.join(', ')}${'missing' in rest ? ' <value>' : ''}`);
  return [
    `${name} ${PURPOSE[name]}. It stands in for Mosquitto's own on the embedded stack, and has these of its options:`,
    '',
    ...options,
    '',
    `What they mean: https://mosquitto.org/man/${name}-1.html`,
    '',
  ].join('\n');
}
