import { digits, type Formatted, type ValueFormat } from './formatted.ts';

const STEPS: readonly [seconds: number, one: string, many: string][] = [
  [31_536_000, ' year', ' years'],
  [604_800, ' week', ' weeks'],
  [86_400, ' day', ' days'],
  [3_600, ' hour', ' hours'],
  [60, ' min', ' mins'],
  [1, ' s', ' s'],
  [1e-3, ' ms', ' ms'],
  [1e-6, ' µs', ' µs'],
  [1e-9, ' ns', ' ns'],
];

/** A time given in units of `seconds`, written in the unit that fits: 90 s are 1.5 mins. */
export const duration =
  (seconds: number): ValueFormat =>
  (value, decimals) => {
    const inSeconds = value * seconds;
    const size = Math.abs(inSeconds);
    const found =
      size === 0
        ? STEPS.find(([step]) => Math.abs(step - seconds) < step / 2)
        : (STEPS.find(([step]) => size >= step * 0.999_999) ?? STEPS.at(-1));
    const [step, one, many] = found ?? [1, ' s', ' s'];
    const short = inSeconds / step;
    const clean = Number(short.toPrecision(12));
    return { text: digits(clean, decimals), suffix: clean === 1 ? one : many };
  };

/** `1 day 02:03:04`, of a number of seconds (or thousandths with `perSecond` 1000). */
export const clock =
  (perSecond: number): ValueFormat =>
  (value): Formatted => {
    const whole = Math.floor(Math.abs(value) / perSecond);
    const days = Math.floor(whole / 86_400);
    const time = [Math.floor(whole / 3_600) % 24, Math.floor(whole / 60) % 60, whole % 60]
      .map((part) => String(part).padStart(2, '0'))
      .join(':');
    return { text: `${value < 0 ? '-' : ''}${days > 0 ? `${days} d ` : ''}${time}` };
  };
