/** A value in words: the number, and what stands before and behind it. */
export type Formatted = { prefix?: string; text: string; suffix?: string };

/** Turns a number into words; `decimals` undefined leaves it to the value. */
export type ValueFormat = (value: number, decimals?: number) => Formatted;

/** All of it in one line. */
export const inLine = ({ prefix = '', text, suffix = '' }: Formatted): string => `${prefix}${text}${suffix}`;

/** A number with as many digits as it needs to be told from its neighbours, as Grafana writes it. */
export function digits(value: number, decimals?: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '-∞';
  const places = decimals ?? placesOf(value);
  const written = value.toFixed(Math.min(Math.max(places, 0), 20));
  return /^-0(?:\.0*)?$/.test(written) ? written.slice(1) : written;
}

function placesOf(value: number): number {
  if (value % 1 === 0) return 0;
  const size = Math.floor(Math.log10(Math.abs(value)));
  const places = 1 - size;
  const leading = value / 10 ** -places;
  return Math.max(0, Math.min(leading > 2.25 ? places + 1 : places, 12));
}

/** The number as it is, and the unit behind it. */
export const fixed =
  (suffix: string): ValueFormat =>
  (value, decimals) => ({ text: digits(value, decimals), suffix });

/** Divided by 1000 (or 1024) until it is short, with the letter for that in front of the unit. */
export function scaled(unit: string, { base = 1000, letters = SI, start = 0, space = true }: Scale = {}): ValueFormat {
  return (value, decimals) => {
    const zero = letters.indexOf('');
    let size = zero + start;
    let short = value;
    while (Math.abs(short) >= base && size < letters.length - 1) {
      short /= base;
      size += 1;
    }
    while (short !== 0 && Math.abs(short) < 1 && size > (base === 1000 && unit !== '' && !/^(?:B|b)/.test(unit) ? 0 : zero)) {
      short *= base;
      size -= 1;
    }
    const suffix = `${letters[size] ?? ''}${unit}`;
    return { text: digits(short, decimals), ...(suffix ? { suffix: space ? ` ${suffix}` : suffix } : {}) };
  };
}

type Scale = { base?: number; letters?: readonly string[]; start?: number; space?: boolean };

const SI: readonly string[] = ['f', 'p', 'n', 'µ', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];

/** For binary units: KiB, MiB. */
export const BINARY: readonly string[] = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi'];

/** For large counts: thousands, millions. */
export const COUNTS: readonly string[] = ['', ' K', ' Mil', ' Bil', ' Tri', ' Quadr', ' Quint', ' Sext', ' Sept'];
