/** When an output was shown (ms since 1970), and what the author wrote: a time that stands there is no time of the run. */
export type Moment = {
  /** When the stack was new. */
  from: number;
  /** When the block had ended. */
  until: number;
  own: string;
};

/** The moment that every recording shows: 15 January 2026, a Thursday, 09:30 UTC. */
const FIXED = Date.UTC(2026, 0, 15, 9, 30);
/** Clocks are read before and after what they stamp. */
const SLACK_MS = 5_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const MONTH = `(${MONTHS.join('|')})`;
const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';

type Clock = { year: number; month: number; day: number; hour: number; minute: number; second: number };

/** From the texts of year, month (a number or a name), day, hour, minute and second. */
function clockFrom([year, month = '', day, hour, minute, second]: readonly (string | undefined)[]): Clock {
  return {
    year: Number(year),
    month: MONTHS.includes(month) ? MONTHS.indexOf(month) + 1 : Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  };
}
type Shape = { pattern: RegExp; replace: (parts: string[], at: Moment) => string | undefined };

/**
 * Puts one fixed time in place of the times of the run, in the shape they have: ISO 8601, HTTP, `date`, `ls -l`,
 * seconds to nanoseconds since 1970, dates and clock times. A time of the run is one between the stack's start and the
 * block's end; one that is up to a day off (an expiry, a window) keeps its distance in minutes. All others are data.
 */
export function stableTimes(text: string, at: Moment): string {
  return SHAPES.reduce(
    (shown, { pattern, replace }) =>
      shown.replace(pattern, (found: string, ...rest: unknown[]) => {
        if (at.own.includes(found)) return found;
        const parts = rest
          .slice(
            0,
            rest.findIndex((part) => typeof part === 'number'),
          )
          .map((part) => String(part ?? ''));
        return replace(parts, at) ?? found;
      }),
    text,
  );
}

/** The time to show for `time`, or undefined when it is not of the run. */
function fixed(time: number, { from, until }: Moment, precisionMs = 0): number | undefined {
  if (time >= from - SLACK_MS - precisionMs && time <= until + SLACK_MS) return FIXED;
  if (time < from - DAY_MS || time > until + DAY_MS) return undefined;
  return FIXED + Math.round((time - until) / MINUTE_MS) * MINUTE_MS;
}

/** A clock time without a zone is the machine's or, as services write it, UTC. */
function fixedClock(clock: Clock, at: Moment, { zone = '', precisionMs = 0 } = {}): Date | undefined {
  const { year, month, day, hour, minute, second } = clock;
  const utc = Date.UTC(year, month - 1, day, hour, minute, second);
  const local = new Date(year, month - 1, day, hour, minute, second).getTime();
  const offset = /([+-])(\d\d):?(\d\d)/.exec(zone);
  const ahead = offset ? Number(`${offset[1]}1`) * (Number(offset[2]) * 60 + Number(offset[3])) * MINUTE_MS : 0;
  const times = /^(?:Z|GMT|UTC|[+-]\d)/.test(zone.trim()) ? [utc - ahead] : [utc, local];
  const shown = times.flatMap((time) => fixed(time, at, precisionMs) ?? []);
  const best = shown.find((time) => time === FIXED) ?? shown[0];
  return best === undefined ? undefined : new Date(best);
}

const two = (number: number): string => String(number).padStart(2, '0');
const clockOf = (date: Date): string => date.toISOString().slice(11, 19);
const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
const weekday = (date: Date): string => date.toUTCString().slice(0, 3);

/** A quarter of a second, whatever fraction there was. */
const fraction = (text: string): string => (text ? `${text.charAt(0)}250` : '');

function stableZone(zone: string): string {
  return /[+-]/.test(zone) ? zone.replace(/[+-]\d\d(:?)\d\d/, '+00$100') : zone;
}

const iso: Shape = {
  pattern: /(?<!\d)(\d{4})-(\d\d)-(\d\d)([T ])(\d\d):(\d\d):(\d\d)([.,]\d+)?(Z|[+-]\d\d:?\d\d)?/g,
  replace: ([year, month, day, between, hour, minute, second, part, zone = ''], at) => {
    const date = fixedClock(clockFrom([year, month, day, hour, minute, second]), at, { zone });
    return date && `${dayOf(date)}${between}${clockOf(date)}${fraction(part ?? '')}${stableZone(zone)}`;
  },
};

/** `Thu, 15 Jan 2026 09:30:00 GMT`, as HTTP has it. */
const http: Shape = {
  pattern: new RegExp(`${DAY}, (\\d\\d?) ${MONTH} (\\d{4}) (\\d\\d):(\\d\\d):(\\d\\d)( GMT| UTC| [+-]\\d{4})?`, 'g'),
  replace: ([day, month, year, hour, minute, second, zone = ''], at) => {
    const date = fixedClock(clockFrom([year, month, day, hour, minute, second]), at, { zone: zone.trim() });
    if (!date) return undefined;
    const words = `${weekday(date)}, ${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
    return `${words} ${clockOf(date)}${stableZone(zone)}`;
  },
};

/** `Thu Jan 15 09:30:00 UTC 2026`, as `date` has it. */
const date: Shape = {
  pattern: new RegExp(`${DAY} ${MONTH} +(\\d\\d?) (\\d\\d):(\\d\\d):(\\d\\d)( [AP]M)?( [A-Z]{2,5})? (\\d{4})`, 'g'),
  replace: ([month, day, hour, minute, second, half = '', zone = '', year], at) => {
    const clock = clockFrom([year, month, day, hour, minute, second]);
    if (half) clock.hour = (clock.hour % 12) + (half === ' PM' ? 12 : 0);
    const found = fixedClock(clock, at);
    if (!found) return undefined;
    const name = `${weekday(found)} ${MONTHS[found.getUTCMonth()]} ${String(found.getUTCDate()).padStart(2)}`;
    return `${name} ${clockOf(found)}${half && ' AM'}${zone && ' UTC'} ${found.getUTCFullYear()}`;
  },
};

/** `Jan 15 09:30`, as `ls -l` has it: of this year, and to the minute. */
const listed: Shape = {
  pattern: new RegExp(`\\b${MONTH} +(\\d\\d?) (\\d\\d):(\\d\\d)(?![:\\d])`, 'g'),
  replace: ([month, day, hour, minute], at) => {
    // The stack may have been new in the year before.
    const years = new Set([at.until, at.from].map((time) => String(new Date(time).getFullYear())));
    const [found] = [...years].flatMap(
      (year) => fixedClock(clockFrom([year, month, day, hour, minute, '0']), at, { precisionMs: MINUTE_MS }) ?? [],
    );
    return found && `${MONTHS[found.getUTCMonth()]} ${String(found.getUTCDate()).padStart(2)} ${clockOf(found).slice(0, 5)}`;
  },
};

/** Since 1970: 10 digits are seconds, 13 milliseconds, 16 and 19 finer still. */
const since1970: Shape = {
  pattern: /(?<![\dA-Za-z.])(\d{10}(?:\d{3}|\d{6}|\d{9})?)(\.\d+)?(?![\dA-Za-z])/g,
  replace: ([digits = '', part], at) => {
    const shown = fixed(Number(digits) / 10 ** (digits.length - 13), at);
    if (shown === undefined) return undefined;
    return `${String(shown).padEnd(digits.length, '0').slice(0, digits.length)}${part ? '.25' : ''}`;
  },
};

/** A date alone is of the run when it is the day of it. */
const day: Shape = {
  pattern: /(?<![\d-])(\d{4}-\d\d-\d\d)(?![\d-])(?!T| \d\d:)/g,
  replace: ([shown = ''], { from, until }) => {
    const days = [from, until].flatMap((time) => [dayOf(new Date(time)), new Date(time).toLocaleDateString('sv')]);
    return days.includes(shown) ? dayOf(new Date(FIXED)) : undefined;
  },
};

/** A clock time alone is of the run when the clock showed it then. */
const clock: Shape = {
  pattern: /(?<![\d:T.-])(\d\d):(\d\d):(\d\d)([.,]\d+)?(?![\d:])/g,
  replace: ([hour, minute, second, part = ''], { from, until }) => {
    // The stack may have been new the day before.
    const of = [from, until].flatMap((time) => [
      new Date(time).setUTCHours(Number(hour), Number(minute), Number(second), 0),
      new Date(time).setHours(Number(hour), Number(minute), Number(second), 0),
    ]);
    const isOfTheRun = of.some((time) => time >= from - SLACK_MS && time <= until + SLACK_MS);
    return isOfTheRun ? `${clockOf(new Date(FIXED))}${fraction(part)}` : undefined;
  },
};

const SHAPES: readonly Shape[] = [iso, http, date, listed, since1970, day, clock];
