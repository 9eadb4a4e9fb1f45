/** The two looks of a page. */
export type Theme = 'light' | 'dark';

/** Grafana's hues, from darkest to lightest: the names mean other colours on a light page than on a dark one. */
const HUES: Readonly<Record<string, Readonly<Record<Theme, readonly string[]>>>> = {
  red: {
    dark: ['#C4162A', '#E02F44', '#F2495C', '#FF7383', '#FFA6B0'],
    light: ['#AD0317', '#C4162A', '#E02F44', '#F2495C', '#FF7383'],
  },
  orange: {
    dark: ['#FA6400', '#FF780A', '#FF9830', '#FFB357', '#FFCB7D'],
    light: ['#E55400', '#FA6400', '#FF780A', '#FF9830', '#FFB357'],
  },
  yellow: {
    dark: ['#E0B400', '#F2CC0C', '#FADE2A', '#FFEE52', '#FFF899'],
    light: ['#CC9D00', '#E0B400', '#F2CC0C', '#FADE2A', '#FFEE52'],
  },
  green: {
    dark: ['#37872D', '#56A64B', '#73BF69', '#96D98D', '#C8F2C2'],
    light: ['#19730E', '#37872D', '#56A64B', '#73BF69', '#96D98D'],
  },
  blue: {
    dark: ['#1F60C4', '#3274D9', '#5794F2', '#8AB8FF', '#C0D8FF'],
    light: ['#1250B0', '#1F60C4', '#3274D9', '#5794F2', '#8AB8FF'],
  },
  purple: {
    dark: ['#8F3BB8', '#A352CC', '#B877D9', '#CA95E5', '#DEB6F2'],
    light: ['#7C2EA3', '#8F3BB8', '#A352CC', '#B877D9', '#CA95E5'],
  },
};
const SHADES = ['dark', 'semi-dark', '', 'light', 'super-light'];

/**
 * The colours of the first series, in the order of hues that Grafana's classic palette has; the shades are ones that can
 * be told from each other, and from the page, in both looks.
 */
export const FIRST_SERIES: Readonly<Record<Theme, readonly string[]>> = {
  light: ['#2F8A25', '#C9981A', '#2AA0D4', '#A8480C', '#EE2B55', '#154F94', '#DD55DD', '#7A1FD6'],
  dark: ['#4FB845', '#F2CC0C', '#97E0EA', '#E8832A', '#DA3352', '#1F8DF0', '#EB84EB', '#8F4BF0'],
};

/** The colours of further series: Grafana's, in their order. */
const MORE_SERIES: readonly string[] = [
  ...['#508642', '#CCA300', '#447EBC', '#C15C17', '#890F02', '#0A437C', '#6D1F62', '#584477', '#B7DBAB', '#F4D598'],
  ...['#70DBED', '#F9BA8F', '#F29191', '#82B5D8', '#E5A8E2', '#AEA2E0', '#629E51', '#E5AC0E', '#64B0C8', '#E0752D'],
];

/** Colours that go over into each other, from the least value to the greatest. */
const CONTINUOUS: Readonly<Record<string, readonly string[]>> = {
  'continuous-GrYlRd': ['green', 'yellow', 'red'],
  'continuous-RdYlGr': ['red', 'yellow', 'green'],
  'continuous-BlYlRd': ['dark-blue', 'super-light-yellow', 'dark-red'],
  'continuous-YlRd': ['super-light-yellow', 'dark-red'],
  'continuous-BlPu': ['blue', 'purple'],
  'continuous-YlBl': ['super-light-yellow', 'dark-blue'],
  'continuous-blues': ['super-light-blue', 'dark-blue'],
  'continuous-reds': ['super-light-red', 'dark-red'],
  'continuous-greens': ['super-light-green', 'dark-green'],
  'continuous-purples': ['super-light-purple', 'dark-purple'],
  'continuous-viridis': ['#440154', '#3b528b', '#21918c', '#5ec962', '#fde725'],
  'continuous-magma': ['#000004', '#51127c', '#b73779', '#fc8961', '#fcfdbf'],
  'continuous-plasma': ['#0d0887', '#7e03a8', '#cc4778', '#f89540', '#f0f921'],
  'continuous-inferno': ['#000004', '#57106e', '#bc3754', '#f98e09', '#fcffa4'],
  'continuous-cividis': ['#00224e', '#434e6c', '#7d7c78', '#bcae6c', '#fee838'],
};

/** A colour that a browser knows, of a name of Grafana's or of CSS. One that nobody knows is grey. */
export function colorOf(name: string | undefined, theme: Theme): string {
  if (!name) return theme === 'dark' ? '#8a9a9f' : '#5a696e';
  if (name === 'text') return theme === 'dark' ? '#e0e8e9' : '#142227';
  const [, shade = '', hue = ''] = /^(?:(super-light|light|semi-dark|dark)-)?([a-z]+)$/.exec(name) ?? [];
  const found = Object.hasOwn(HUES, hue) ? HUES[hue]?.[theme][SHADES.indexOf(shade)] : undefined;
  return found ?? (CSS.supports('color', name) ? name : colorOf(undefined, theme));
}

/** The colour of the series at a place. */
export function paletteColor(index: number, theme: Theme): string {
  const colors = [...FIRST_SERIES[theme], ...MORE_SERIES];
  return colors[index % colors.length] ?? colorOf(undefined, theme);
}

/** A place in the palette that a name always gets. */
export function placeOfName(name: string): number {
  let hash = 0;
  for (const char of name) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return hash;
}

/** The colour of a continuous scheme at `part` from 0 to 1; undefined when there is no such scheme. */
export function continuousColor(scheme: string, part: number, theme: Theme): string | undefined {
  const stops = Object.hasOwn(CONTINUOUS, scheme) ? CONTINUOUS[scheme] : undefined;
  if (!stops) return undefined;
  const place = Math.min(Math.max(part, 0), 1) * (stops.length - 1);
  const at = Math.min(Math.floor(place), stops.length - 2);
  return mix(colorOf(stops[at], theme), colorOf(stops[at + 1], theme), place - at);
}

/** Between two colours, both as `#rrggbb`. */
export function mix(from: string, to: string, part: number): string {
  const [a, b] = [channels(from), channels(to)];
  const mixed = a.map((channel, index) => Math.round(channel + ((b[index] ?? 0) - channel) * part));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** Another shade of the colour for each series: the first has it as it is, the others are darker and lighter in turn. */
export function shade(color: string, index: number): string {
  const step = Math.min(Math.ceil(index / 2) * 0.25, 0.75);
  return index === 0 ? color : mix(color, index % 2 === 1 ? '#000000' : '#ffffff', step);
}

/** The same colour, as far towards the page's text as it needs to be read on `background`. */
export function readable(color: string, background: string, least = 4.5): string {
  const towards = luminance(background) > 0.4 ? '#000000' : '#ffffff';
  for (let part = 0; part < 1; part += 0.05) {
    const tried = mix(color, towards, part);
    if (contrast(tried, background) >= least) return tried;
  }
  return towards;
}

/** Whether nothing of a colour is seen: areas of it are left as they are. */
export const isTransparent = (color: string): boolean => color === 'transparent' || /^rgba\(.*,\s*0(?:\.0*)?\)$/.test(color);

/** Black or white, whichever is read better on a colour. */
export const textOn = (background: string): string =>
  contrast('#ffffff', background) >= contrast('#111217', background) ? '#ffffff' : '#111217';

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((one, other) => other - one);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = channels(color).map((channel) => {
    const part = channel / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

let painter: CanvasRenderingContext2D | null | undefined;

/** Red, green and blue from 0 to 255, of any colour a browser knows. */
function channels(color: string): number[] {
  const [, hex] = /^#([0-9a-f]{6})$/i.exec(color) ?? [];
  if (hex) return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  painter ??= Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', {
    willReadFrequently: true,
  });
  if (!painter) return [128, 128, 128];
  painter.clearRect(0, 0, 1, 1);
  painter.fillStyle = color;
  painter.fillRect(0, 0, 1, 1);
  return [...painter.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}

/** The colour with less of it: for areas. */
export function faded(color: string, opacity: number): string {
  const [red = 0, green = 0, blue = 0] = channels(color);
  return `rgba(${red}, ${green}, ${blue}, ${opacity})`;
}
