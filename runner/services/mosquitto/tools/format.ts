import type { IPublishPacket } from 'mqtt-packet';
import { BadUsage } from './failure.ts';

/** A message as it is printed. */
export type Format = (message: IPublishPacket) => Buffer;

type Piece = (message: IPublishPacket, now: Date) => string | Buffer;

/** How messages are printed: by `-F`, or as the payload alone or behind its topic. @throws BadUsage */
export function readFormat(
  text: string | undefined,
  { isVerbose, hasLineEnd }: { isVerbose: boolean; hasLineEnd: boolean },
): Format {
  const end = hasLineEnd ? '\n' : '';
  if (text === undefined) return (message) => plain(message, isVerbose, end);
  const pieces = [...piecesOf(text)];
  return (message) => {
    const now = new Date();
    return Buffer.concat([...pieces.map((piece) => piece(message, now)), end].map((part) => Buffer.from(part)));
  };
}

/** Nothing at all for an empty payload, unless its topic is wanted. */
function plain({ topic, payload }: IPublishPacket, isVerbose: boolean, end: string): Buffer {
  if (payload.length === 0) return Buffer.from(isVerbose ? `${topic} (null)${end}` : '');
  return Buffer.concat([Buffer.from(isVerbose ? `${topic} ` : ''), Buffer.from(payload), Buffer.from(end)]);
}

const ESCAPES: Record<string, string> = {
  ...{ '\\': '\\', 0: '\0', a: '\x07', e: '\x1b', n: '\n', r: '\r', t: '\t', v: '\v' },
};

function* piecesOf(text: string): Generator<Piece, void> {
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '\\') {
      const letter = text[++at];
      if (letter === undefined) throw new BadUsage('Error: Incomplete escape specifier.');
      const meant = ESCAPES[letter];
      if (meant === undefined) throw new BadUsage(`Error: Invalid escape specifier '${letter}'.`);
      yield () => meant;
    } else if (char === '@') {
      const letter = text[++at];
      if (letter === undefined) throw new BadUsage('Error: Incomplete format specifier.');
      yield timePiece(letter);
    } else if (char === '%') {
      const [whole = '', flag = '', width = '', letter = ''] = /^%([-0]?)(\d*)(.?)/su.exec(text.slice(at)) ?? [];
      if (letter === '') throw new BadUsage('Error: Incomplete format specifier.');
      yield fieldPiece(letter, { flag, width: Number(width) });
      at += whole.length - 1;
    } else yield () => char;
  }
}

type Field = (message: IPublishPacket, now: Date) => string | Buffer;

const FIELDS: Record<string, Field> = {
  '%': () => '%',
  t: ({ topic }) => topic,
  p: ({ payload }) => Buffer.from(payload),
  q: ({ qos }) => String(qos),
  r: ({ retain }) => String(Number(retain)),
  l: ({ payload }) => String(payload.length),
  m: ({ messageId = 0 }) => String(messageId),
  x: ({ payload }) => Buffer.from(payload).toString('hex'),
  X: ({ payload }) => Buffer.from(payload).toString('hex').toUpperCase(),
  I: (_, now) => `${day(now)}T${clock(now)}${zone(now)}`,
  U: (_, now) => `${seconds(now)}.${fraction(now, 9)}`,
  j: (message, now) => json(message, now, JSON.stringify(message.payload.toString())),
  J: (message, now) => {
    const body = parsed(message);
    if (body !== undefined) return json(message, now, JSON.stringify(body));
    process.stderr.write(`Error: Message payload is not valid JSON on topic ${message.topic}.\n`);
    return '';
  },
};

/** These are as wide as said; Mosquitto takes no notice of a width of the others but of payloads, which it cuts. */
const WIDE = 'tlm';

function fieldPiece(letter: string, { flag, width }: { flag: string; width: number }): Piece {
  const field = FIELDS[letter];
  if (!field) throw new BadUsage(`Error: Invalid format specifier '${letter}'.`);
  if (width > 0 && 'pxX'.includes(letter)) throw new BadUsage(`Error: A width of %${letter} is not supported here.`);
  if (width === 0 || !WIDE.includes(letter)) return field;
  return (message, now) => {
    const text = field(message, now).toString();
    return flag === '-' ? text.padEnd(width) : text.padStart(width, flag === '0' && letter !== 't' ? '0' : ' ');
  };
}

function json({ topic, qos, retain, payload, messageId }: IPublishPacket, now: Date, body: string): string {
  const tst = `${day(now)}T${clock(now)}.${fraction(now, 6)}Z${zone(now)}`;
  const head = JSON.stringify({
    tst,
    topic,
    qos,
    retain: Number(retain),
    payloadlen: payload.length,
    ...(qos > 0 && { mid: messageId }),
  });
  return `${head.slice(0, -1)},"payload":${body}}`;
}

function parsed({ payload }: IPublishPacket): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch {
    return undefined;
  }
}

const two = (number: number): string => String(number).padStart(2, '0');
const day = (now: Date): string => `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
const clock = (now: Date): string => `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
const seconds = (now: Date): string => String(Math.floor(now.getTime() / 1_000));
const fraction = (now: Date, digits: number): string => String(now.getMilliseconds()).padStart(3, '0').padEnd(digits, '0');
const zone = (now: Date): string => {
  const minutes = -now.getTimezoneOffset();
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}${two(Math.abs(minutes) % 60)}`;
};

const TIMES: Record<string, (now: Date) => string> = {
  '@': () => '@',
  Y: (now) => String(now.getFullYear()),
  m: (now) => two(now.getMonth() + 1),
  d: (now) => two(now.getDate()),
  H: (now) => two(now.getHours()),
  M: (now) => two(now.getMinutes()),
  S: (now) => two(now.getSeconds()),
  N: (now) => fraction(now, 9),
  s: seconds,
  F: day,
  T: clock,
  z: zone,
};

function timePiece(letter: string): Piece {
  const time = TIMES[letter];
  if (!time) throw new BadUsage(`Error: @${letter} is not supported here; there are @${Object.keys(TIMES).join(' @')}.`);
  return (_, now) => time(now);
}
