// Reads codes from pictures, beside the page, so that the page never stutters.

import { prepareZXingModule, readBarcodes, type ReaderOptions } from "zxing-wasm/reader";

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
    for (const found of await readBarcodes(pixels, OPTIONS).catch(() => []))
      if (found.isValid) texts.push(found.text);
  }
  picture.close();
  return { kind: "read", texts, milliseconds: performance.now() - start };
}
