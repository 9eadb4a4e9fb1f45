import { formatTime } from '../time/format-time.ts';
import { clock, duration } from './durations.ts';
import { BINARY, COUNTS, digits, fixed, scaled, type ValueFormat } from './formatted.ts';

const counted = (unit: string): ValueFormat => {
  const short = scaled('', { letters: COUNTS, space: false });
  return (value, decimals) => {
    const { text, suffix = '' } = short(value, decimals);
    return { text, ...(suffix || unit ? { suffix: `${suffix}${unit && ` ${unit}`}` } : {}) };
  };
};
const binary = (unit: string, start = 0): ValueFormat => scaled(unit, { base: 1024, letters: BINARY, start });
const money =
  (sign: string): ValueFormat =>
  (value, decimals) => {
    const { text, suffix } = counted('')(value, decimals);
    return { prefix: sign, text, ...(suffix ? { suffix: suffix.trimStart() } : {}) };
  };
const dated: ValueFormat = (value) => ({ text: formatTime(value, 'browser') });
const words =
  (yes: string, no: string): ValueFormat =>
  (value) => ({ text: value ? yes : no });

/** How far `dateTimeFromNow` is away. */
const fromNow: ValueFormat = (value) => {
  const away = (value - Date.now()) / 1000;
  const { text, suffix = '' } = duration(1)(Math.abs(away), 0);
  return { text: away < 0 ? `${text}${suffix} ago` : `in ${text}${suffix}` };
};

/** Units that stand behind the number as it is. */
const FIXED: Readonly<Record<string, string>> = {
  percent: '%',
  humidity: ' %H',
  dB: ' dB',
  dBm: ' dBm',
  candela: ' cd',
  pixel: ' px',
  celsius: ' °C',
  fahrenheit: ' °F',
  kelvin: ' K',
  degree: '°',
  radian: ' rad',
  grad: ' grad',
  arcmin: ' arcmin',
  arcsec: ' arcsec',
  rotrpm: ' rpm',
  rotrads: ' rad/s',
  rotdegs: ' °/s',
  pressurembar: ' mBar',
  pressurehpa: ' hPa',
  pressurehg: ' "Hg',
  pressurepsi: ' psi',
  velocityms: ' m/s',
  velocitykmh: ' km/h',
  velocitymph: ' mph',
  velocityknot: ' kn',
  accMS2: ' m/sec²',
  accFS2: ' f/sec²',
  accG: ' g',
  areaM2: ' m²',
  areaF2: ' ft²',
  areaMI2: ' mi²',
  areaKM2: ' km²',
  lengthin: ' in',
  lengthft: ' ft',
  lengthmi: ' mi',
  masslb: ' lb',
  massoz: ' oz',
  masst: ' t',
  m3: ' m³',
  Nm3: ' Nm³',
  dm3: ' dm³',
  gallons: ' gal',
  flowgpm: ' gpm',
  flowcms: ' cms',
  flowlpm: ' l/min',
  flowmlpm: ' mL/min',
  litreh: ' l/h',
  concppm: ' ppm',
  conppb: ' ppb',
  conngm3: ' ng/m³',
  conμgm3: ' μg/m³',
  conmgm3: ' mg/m³',
  congm3: ' g/m³',
  pH: ' pH',
  dtdurationyears: ' years',
  short_hours: ' h',
  kohm: ' kΩ',
  Mohm: ' MΩ',
  lm: ' lm',
  lux: ' lx',
};

/** Units that take a letter of the metric system in front: 1,500 W are 1.5 kW. `start` for those that have one already. */
const METRIC: Readonly<Record<string, [unit: string, start?: number]>> = {
  sishort: [''],
  watt: ['W'],
  kwatt: ['W', 1],
  megwatt: ['W', 2],
  gwatt: ['W', 3],
  mwatt: ['W', -1],
  Wm2: ['W/m²'],
  voltamp: ['VA'],
  kvoltamp: ['VA', 1],
  voltampreact: ['VAr'],
  kvoltampreact: ['VAr', 1],
  watth: ['Wh'],
  kwatth: ['Wh', 1],
  joule: ['J'],
  ev: ['eV'],
  amp: ['A'],
  kamp: ['A', 1],
  mamp: ['A', -1],
  amph: ['Ah'],
  mamph: ['Ah', -1],
  volt: ['V'],
  kvolt: ['V', 1],
  mvolt: ['V', -1],
  ohm: ['Ω'],
  farad: ['F'],
  henry: ['H'],
  µfarad: ['F', -2],
  nfarad: ['F', -3],
  lumens: ['Lm'],
  hertz: ['Hz'],
  rothz: ['Hz'],
  pressurebar: ['Bar'],
  pressurekbar: ['Bar', 1],
  pressurepa: ['Pa'],
  pressurekpa: ['Pa', 1],
  forceNm: ['Nm'],
  forcekNm: ['Nm', 1],
  forceN: ['N'],
  forcekN: ['N', 1],
  lengthm: ['m'],
  lengthmm: ['m', -1],
  lengthkm: ['m', 1],
  massg: ['g'],
  massmg: ['g', -1],
  masskg: ['g', 1],
  litre: ['L'],
  mlitre: ['L', -1],
  flops: ['FLOPS'],
  mflops: ['FLOPS', 2],
  gflops: ['FLOPS', 3],
  Hs: ['H/s'],
  decbytes: ['B'],
  deckbytes: ['B', 1],
  decmbytes: ['B', 2],
  decgbytes: ['B', 3],
  dectbytes: ['B', 4],
  decbits: ['b'],
  bps: ['b/s'],
  Bps: ['B/s'],
  KBs: ['B/s', 1],
  MBs: ['B/s', 2],
  GBs: ['B/s', 3],
  Kbits: ['b/s', 1],
  Mbits: ['b/s', 2],
  Gbits: ['b/s', 3],
  pps: ['p/s'],
  radexpckg: ['C/kg'],
  radbq: ['Bq'],
  radgy: ['Gy'],
  radsv: ['Sv'],
};

/** Counts, in thousands and millions. */
const COUNTED: Readonly<Record<string, string>> = {
  short: '',
  cps: 'c/s',
  ops: 'ops/s',
  reqps: 'req/s',
  rps: 'rd/s',
  wps: 'wr/s',
  iops: 'io/s',
  eps: 'evt/s',
  mps: 'msg/s',
  recps: 'rec/s',
  rowsps: 'rows/s',
  cpm: 'c/m',
  opm: 'ops/m',
  reqpm: 'req/m',
  rpm: 'rd/m',
  wpm: 'wr/m',
  epm: 'evts/m',
  mpm: 'msgs/m',
  recpm: 'rec/m',
  rowspm: 'rows/m',
};

const MONEY: Readonly<Record<string, string>> = {
  USD: '$',
  EUR: '€',
  GBP: '£',
  JPY: '¥',
  CHF: 'CHF ',
  INR: '₹',
  CNY: '¥',
  BTC: '฿',
  SEK: 'kr ',
  DKK: 'kr ',
  NOK: 'kr ',
  PLN: 'zł ',
};

const OTHERS: Readonly<Record<string, ValueFormat>> = {
  none: (value, decimals) => ({ text: digits(value, decimals) }),
  string: (value) => ({ text: String(value) }),
  percentunit: (value, decimals) => ({ text: digits(Number((value * 100).toPrecision(12)), decimals), suffix: '%' }),
  bytes: binary('B'),
  bits: binary('b'),
  kbytes: binary('B', 1),
  mbytes: binary('B', 2),
  gbytes: binary('B', 3),
  tbytes: binary('B', 4),
  binBps: binary('B/s'),
  binbps: binary('b/s'),
  KiBs: binary('B/s', 1),
  MiBs: binary('B/s', 2),
  GiBs: binary('B/s', 3),
  ns: duration(1e-9),
  µs: duration(1e-6),
  ms: duration(1e-3),
  s: duration(1),
  m: duration(60),
  h: duration(3_600),
  d: duration(86_400),
  timeticks: duration(0.01),
  dtdurations: duration(1),
  dtdurationms: duration(1e-3),
  clocks: clock(1),
  clockms: clock(1000),
  dthms: clock(1),
  dthm: clock(1),
  dateTimeAsIso: dated,
  dateTimeAsIsoNoDateIfToday: dated,
  dateTimeAsUS: dated,
  dateTimeAsLocal: dated,
  dateTimeAsSystem: dated,
  dateTimeFromNow: fromNow,
  bool: words('True', 'False'),
  bool_yes_no: words('Yes', 'No'),
  bool_on_off: words('On', 'Off'),
  sci: (value, decimals) => ({ text: value.toExponential(decimals ?? 3) }),
  hex: (value) => ({ text: Math.trunc(value).toString(16).toUpperCase() }),
  hex0x: (value) => ({ text: `0x${Math.trunc(value).toString(16).toUpperCase()}` }),
  locale: (value, decimals) => ({
    text: value.toLocaleString(
      undefined,
      decimals === undefined ? {} : { minimumFractionDigits: decimals, maximumFractionDigits: decimals },
    ),
  }),
};

/** How a unit of Grafana is written. One that is not known stands behind the number as it is. */
export function unitFormat(unit: string | undefined): ValueFormat {
  if (!unit) return OTHERS.none ?? fixed('');
  return own(OTHERS, unit) ?? ofFixed(unit) ?? ofMetric(unit) ?? ofCounted(unit) ?? ofMoney(unit) ?? ofPattern(unit);
}

const own = <Value>(of: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(of, name) ? of[name] : undefined;

function ofFixed(unit: string): ValueFormat | undefined {
  const suffix = own(FIXED, unit);
  return suffix === undefined ? undefined : fixed(suffix);
}

function ofMetric(unit: string): ValueFormat | undefined {
  const [symbol, start = 0] = own(METRIC, unit) ?? [];
  return symbol === undefined ? undefined : scaled(symbol, { start });
}

function ofCounted(unit: string): ValueFormat | undefined {
  const words = own(COUNTED, unit);
  return words === undefined ? undefined : counted(words);
}

function ofMoney(unit: string): ValueFormat | undefined {
  const sign = unit.startsWith('currency') ? own(MONEY, unit.slice('currency'.length)) : undefined;
  return sign === undefined ? undefined : money(sign);
}

/** `prefix:`, `suffix:`, `si:`, `count:`, `currency:` and `time:`; all else is a suffix. */
function ofPattern(unit: string): ValueFormat {
  const [, kind, rest = ''] = /^(prefix|suffix|si|count|currency|time|bool):(.*)$/s.exec(unit) ?? [];
  if (kind === 'prefix') return (value, decimals) => ({ prefix: rest, text: digits(value, decimals) });
  if (kind === 'si') return scaled(rest.replace(/^[fpnµmkMGTPE](?=.)/, ''), { start: metricStart(rest) });
  if (kind === 'count') return counted(rest);
  if (kind === 'currency') return money(rest);
  if (kind === 'time') return dated;
  if (kind === 'bool') return words(rest.split('/')[0] ?? 'True', rest.split('/')[1] ?? 'False');
  return fixed(` ${kind === 'suffix' ? rest : unit}`);
}

/** `mW` starts at thousandths. */
function metricStart(unit: string): number {
  const letter = unit.length > 1 ? unit[0] : undefined;
  const at = letter === undefined ? -1 : 'fpnµm kMGTPE'.indexOf(letter);
  return at < 0 ? 0 : at - 5;
}
