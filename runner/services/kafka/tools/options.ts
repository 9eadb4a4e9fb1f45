/** One option of a command. `takes` is how its value is called in the help; without it there is none. */
export type OptionSpec = {
  name: string;
  /** What its value is called; `name: type` is shown as Kafka does. */
  takes?: string;
  type?: 'String' | 'Integer' | 'Long';
  /** Its value may be left out. */
  isOptional?: boolean;
  about: string;
};

/** A command line that cannot be taken, in the words of Kafka's tools. */
export class BadOption extends Error {
  /** As Java shows it. */
  override toString(): string {
    const name = this.message.startsWith('Cannot parse') ? 'OptionArgumentConversionException' : 'OptionException';
    return `joptsimple.${name}: ${this.message}`;
  }
}

/** A command line, taken apart. */
export type Options = {
  has: (name: string) => boolean;
  /** The value given, or undefined; `''` when it was left out. @throws BadOption when it was given twice, or is not of its type. */
  value: (name: string) => string | undefined;
  values: (name: string) => string[];
  /** As a whole number. @throws BadOption */
  number: (name: string) => number | undefined;
};

/**
 * Takes a command line apart as Kafka's tools do: `--name value`, `--name=value`, no abbreviations.
 * @throws BadOption naming the first option that is unknown or lacks its value
 */
export function parseOptions(args: readonly string[], specs: readonly OptionSpec[]): Options {
  const byName = new Map(specs.map((spec) => [spec.name, spec]));
  const found = new Map<string, string[]>();
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    const [, dashes = '', name = '', given] = /^(--?)([^=]*)(?:=(.*))?$/s.exec(arg) ?? [];
    if (dashes === '' || arg === '-' || arg === '--') continue; // Kafka's tools pass over what is no option
    const spec = byName.get(dashes === '-' ? '' : name);
    if (!spec) throw new BadOption(`${dashes === '-' ? name.slice(0, 1) : name} is not a recognized option`);
    const values = found.get(name) ?? [];
    found.set(name, values);
    if (!spec.takes) {
      if (given !== undefined) throw new BadOption(`Option ${name} does not take an argument`);
      continue;
    }
    const next = args[at + 1];
    if (given !== undefined) values.push(given);
    else if (next !== undefined && !(spec.isOptional && next.startsWith('-'))) {
      values.push(next);
      at++;
    } else if (!spec.isOptional) throw new BadOption(`Option ${name} requires an argument`);
  }
  return optionsOf(found, byName);
}

function optionsOf(found: ReadonlyMap<string, string[]>, byName: ReadonlyMap<string, OptionSpec>): Options {
  const values = (name: string): string[] => {
    for (const value of found.get(name) ?? []) checkType(value, byName.get(name));
    return found.get(name) ?? [];
  };
  const value = (name: string): string | undefined => {
    const all = values(name);
    if (all.length > 1) throw new BadOption(`Found multiple arguments for option ${name}, but you asked for only one`);
    return found.has(name) ? (all[0] ?? '') : undefined;
  };
  return {
    has: (name) => found.has(name),
    value,
    values,
    number: (name) => {
      const text = value(name);
      return text === undefined ? undefined : Number(text);
    },
  };
}

function checkType(value: string, spec: OptionSpec | undefined): void {
  const isNumber = spec?.type === 'Integer' || spec?.type === 'Long';
  const isFine = /^[+-]?\d{1,19}$/.test(value) && (spec?.type === 'Long' || Math.abs(Number(value)) <= 2_147_483_647);
  if (isNumber && !isFine) throw new BadOption(`Cannot parse argument '${value}' of option ${spec?.name}`);
}
