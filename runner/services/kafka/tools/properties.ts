import { readProperties } from './client-config.ts';
import { BadOption, type Options } from './options.ts';

/** The settings of options that name files and of those that give them one by one, which go before. @throws BadOption, Failure */
export function propertiesOf(
  options: Options,
  { files, pairs }: { files: string; pairs: readonly string[] },
): Map<string, string> {
  const file = options.value(files);
  const settings = file === undefined ? new Map<string, string>() : readProperties(file);
  for (const pair of pairs.flatMap((name) => options.values(name))) {
    const at = pair.indexOf('=');
    if (at === 0) throw new BadOption(`Invalid command line properties: ${pair}`);
    // A name alone has no value, which is one too.
    if (at < 0) settings.set(pair, '');
    else settings.set(pair.slice(0, at), pair.slice(at + 1));
  }
  return settings;
}
