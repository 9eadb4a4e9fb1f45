/** The functions of one or two numbers that InfluxQL has. */
export const MATH_FUNCTIONS: Readonly<Record<string, { count: 1 | 2; compute: (a: number, b: number) => number }>> = {
  abs: { count: 1, compute: Math.abs },
  sin: { count: 1, compute: Math.sin },
  cos: { count: 1, compute: Math.cos },
  tan: { count: 1, compute: Math.tan },
  asin: { count: 1, compute: Math.asin },
  acos: { count: 1, compute: Math.acos },
  atan: { count: 1, compute: Math.atan },
  atan2: { count: 2, compute: Math.atan2 },
  exp: { count: 1, compute: Math.exp },
  log: { count: 2, compute: (value, base) => Math.log(value) / Math.log(base) },
  ln: { count: 1, compute: Math.log },
  log2: { count: 1, compute: Math.log2 },
  log10: { count: 1, compute: Math.log10 },
  sqrt: { count: 1, compute: Math.sqrt },
  pow: { count: 2, compute: (base, exponent) => base ** exponent },
  floor: { count: 1, compute: Math.floor },
  ceil: { count: 1, compute: Math.ceil },
  // Go rounds halves away from zero.
  round: { count: 1, compute: (value) => Math.sign(value) * Math.round(Math.abs(value)) },
};

/** Whether these leave an integer an integer. */
export function keepsInteger(name: string): boolean {
  return name === 'abs' || name === 'floor' || name === 'ceil' || name === 'round';
}
