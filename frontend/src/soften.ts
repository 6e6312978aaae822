// A picture of a screen has stripes finer than the code: the camera's dots between the screen's. A
// picture of half the size, each dot the mean of those around it, has none.

/** What a canvas gives: red, green, blue and opacity of each dot. */
export interface Pixels {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/** The mean is taken over so many dots to each way: stripes are some dots wide in any picture, and the
 * squares of a code are wider the larger the picture is. */
const SHORTEST_REACH = 4;
const REACH = 1 / 144;

export function soften({ data, width, height }: Pixels): Pixels {
  const sums = sumsOf(data, width, height);
  const reach = Math.max(SHORTEST_REACH, Math.round(Math.min(width, height) * REACH));
  const [columns, rows] = [width >> 1, height >> 1];
  const soft = new Uint8ClampedArray(columns * rows * 4).fill(255);
  const wide = width + 1;
  for (let row = 0; row < rows; row += 1) {
    const top = Math.max(0, 2 * row - reach) * wide;
    const bottom = Math.min(height, 2 * row + reach + 1) * wide;
    for (let column = 0; column < columns; column += 1) {
      const left = Math.max(0, 2 * column - reach);
      const right = Math.min(width, 2 * column + reach + 1);
      const sum = at(bottom + right) - at(bottom + left) - at(top + right) + at(top + left);
      const dots = (right - left) * ((bottom - top) / wide);
      const place = (row * columns + column) * 4;
      soft[place] = soft[place + 1] = soft[place + 2] = sum / dots;
    }
  }
  return { data: soft, width: columns, height: rows };

  function at(place: number): number {
    return sums[place] ?? 0;
  }
}

/** For each corner between the dots, the brightness of all that is above it and to its left. */
function sumsOf(data: Uint8ClampedArray, width: number, height: number): Float64Array {
  const wide = width + 1;
  const sums = new Float64Array(wide * (height + 1));
  for (let row = 0, from = 0; row < height; row += 1) {
    let line = 0;
    for (let column = 1; column <= width; column += 1, from += 4) {
      // Green is most of what an eye calls bright, and what a camera has twice.
      line += (data[from] ?? 0) + 2 * (data[from + 1] ?? 0) + (data[from + 2] ?? 0);
      sums[(row + 1) * wide + column] = (sums[row * wide + column] ?? 0) + line / 4;
    }
  }
  return sums;
}
