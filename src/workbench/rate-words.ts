/** How many per second, in a picture: `0/s`, `0.2/s`, `3.0/s`, `48/s`, `1,234/s`. */
export function rateInWords(perSecond: number): string {
  if (perSecond === 0) return '0/s';
  if (perSecond < 0.05) return '<0.1/s';
  return `${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond).toLocaleString('en-US')}/s`;
}

/** How many lines a program shows, which is no measure of what it does: `1.0 lines/s`. */
export const linesInWords = (perSecond: number): string => rateInWords(perSecond).replace('/s', ' lines/s');

/** How long the dots of a channel take for their way to the next one's place, by the rate: the number says the rate, the motion only that it moves. */
export function flowDuration(perSecond: number): string {
  if (perSecond < 1) return '2.6s';
  if (perSecond < 10) return '1.1s';
  return perSecond < 100 ? '0.7s' : '0.45s';
}
