import { Failure } from '../tool.ts';

const DURATION = /^P(?!$)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i;
const SECOND_MS = 1_000;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)?$/;

/** The time so long ago, in milliseconds since 1970, of a duration such as `P1DT2H`. @throws Failure */
export function timeAgo(duration: string, now = Date.now()): number {
  const parts = DURATION.exec(duration);
  if (!parts) throw new Failure('Text cannot be parsed to a Duration', 'java.time.format.DateTimeParseException');
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  return Math.floor(now - (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * SECOND_MS);
}

/** A time such as `2020-01-01T00:00:00.000`, in UTC unless it says another, in milliseconds since 1970. @throws Failure */
export function timeOf(text: string): number {
  const parsing = (words: string) => new Failure(`java.text.ParseException: ${words}`, 'java.lang.RuntimeException');
  if (!text.includes('T')) throw parsing("Error parsing timestamp. It does not contain a 'T' according to ISO8601 format");
  const parts = TIME.exec(text);
  const time = parts ? Date.parse(parts[1] ? text : `${text}Z`) : Number.NaN;
  if (Number.isNaN(time)) throw parsing(`Unparseable date: "${text}"`);
  return time;
}
