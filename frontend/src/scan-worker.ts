// Reads codes from pictures, beside the page, so that the page never stutters.

import { prepareZXingModule, readBarcodes, type ReaderOptions, type ReadResult } from "zxing-wasm/reader";
import { soften } from "./soften";

/** From the page: first where the engine is, then picture after picture. */
export type ToWorker = { readonly wasm: string } | { readonly picture: ImageBitmap };
export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "failed" }
  | { readonly kind: "read"; readonly texts: readonly string[]; readonly milliseconds: number };

// tryDownscale stays on: without it a quarter of the pictures taken in low light is lost.
const OPTIONS: ReaderOptions = {
  formats: ["QRCode"],
  tryHarder: true,
  tryRotate: false,
  tryInvert: false,
  maxNumberOfSymbols: 2,
};
// What is not found at once is looked for once more, in one of two ways by turns, because each costs
// as much as the first look: white on black, and softened, as a screen has to be.
const SECOND_OPTIONS: ReaderOptions = { ...OPTIONS, tryInvert: true };
let misses = 0;
const canvas = new OffscreenCanvas(1, 1);
const context = canvas.getContext("2d", { willReadFrequently: true });

addEventListener("message", (event: MessageEvent<ToWorker>) => {
  const order = event.data;
  void ("wasm" in order ? prepare(order.wasm) : read(order.picture)).then((answer) => postMessage(answer));
});

async function prepare(wasm: string): Promise<FromWorker> {
  try {
    // Without this the engine would be fetched from somebody else's server.
    await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
    return { kind: "ready" };
  } catch {
    return { kind: "failed" };
  }
}

async function read(picture: ImageBitmap): Promise<FromWorker> {
  const start = performance.now();
  const texts: string[] = [];
  if (context) {
    canvas.width = picture.width;
    canvas.height = picture.height;
    context.drawImage(picture, 0, 0);
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
    texts.push(...(await find(pixels)));
  }
  picture.close();
  return { kind: "read", texts, milliseconds: performance.now() - start };
}

/** Give what the codes in a picture say, the one nearest to its middle first. */
async function find(pixels: ImageData): Promise<string[]> {
  const found = await look(pixels, OPTIONS);
  if (found.length) return found;
  misses += 1;
  if (misses % 2) return look(pixels, SECOND_OPTIONS);
  const { data, width, height } = soften(pixels);
  // A screen is as bright everywhere, so one threshold for all of it is the better one.
  return look(new ImageData(data, width, height), { ...SECOND_OPTIONS, binarizer: "GlobalHistogram" });
}

async function look(pixels: ImageData, options: ReaderOptions): Promise<string[]> {
  const found = (await readBarcodes(pixels, options).catch(() => [])).filter((one) => one.isValid);
  const away = ({ position: { topLeft, bottomRight } }: ReadResult) =>
    Math.hypot(topLeft.x + bottomRight.x - pixels.width, topLeft.y + bottomRight.y - pixels.height);
  return found.sort((one, other) => away(one) - away(other)).map((one) => one.text);
}
