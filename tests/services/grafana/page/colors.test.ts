import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FIRST_SERIES, isTransparent } from '../../../../runner/services/grafana/page/browser/fields/colors.ts';

/** Red, green and blue as light, from 0 to 1. */
const light = (color: string): [number, number, number] => {
  const at = (place: number) => {
    const part = Number.parseInt(color.slice(place, place + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return [at(1), at(3), at(5)];
};

/** Where a colour is in OKLab: places are as far from each other as colours look different. */
function place(color: string): [number, number, number] {
  const [r, g, b] = light(color);
  const l = Math.cbrt(0.4122 * r + 0.5363 * g + 0.0514 * b);
  const m = Math.cbrt(0.2119 * r + 0.6807 * g + 0.1074 * b);
  const s = Math.cbrt(0.0883 * r + 0.2817 * g + 0.63 * b);
  return [0.2105 * l + 0.7936 * m - 0.0041 * s, 1.978 * l - 2.4286 * m + 0.4506 * s, 0.0259 * l + 0.7828 * m - 0.8087 * s];
}

function contrast(a: string, b: string): number {
  const [more = 0, less = 0] = [a, b]
    .map((color) => {
      const [red, green, blue] = light(color);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    })
    .sort((one, other) => other - one);
  return (more + 0.05) / (less + 0.05);
}

test('eight series of a panel can be told from each other and from the page, in both looks', () => {
  for (const [theme, background] of [
    ['light', '#ffffff'],
    ['dark', '#0d1518'],
  ] as const) {
    const colors = FIRST_SERIES[theme];
    assert.equal(colors.length, 8);
    const alike = colors.flatMap((one, index) =>
      colors.slice(index + 1).filter((other) => {
        const [a, b] = [place(one), place(other)];
        return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) < 0.15;
      }),
    );
    assert.deepEqual(alike, [], theme);
    assert.deepEqual(
      colors.filter((color) => contrast(color, background) < 2.5),
      [],
      theme,
    );
  }
});

test('a colour of which nothing is seen is known as such', () => {
  assert.deepEqual(['transparent', 'rgba(0, 0, 0, 0)', 'rgba(1, 2, 3, 0.5)', '#000000'].map(isTransparent), [
    true,
    true,
    false,
    false,
  ]);
});
