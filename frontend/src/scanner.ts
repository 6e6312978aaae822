// Shows the worker one picture at a time: the middle of what the camera sees.

import type { FromWorker, ToWorker } from "./scan-worker";

const PAUSE_MS = 30;
const IDLE_MS = 250;
const PATIENCE_MS = 4_000;
const SLOW_MS = 150;
const SMALLER = 720;

export class Scanner {
  private worker: Worker | null = null;
  private answer: (answer: FromWorker) => void = () => undefined;
  private averageMs = 0;
  private isOn = false;

  constructor(
    private readonly files: { readonly worker: string; readonly wasm: string },
    private readonly video: HTMLVideoElement,
    private readonly onTexts: (texts: readonly string[]) => void,
  ) {}

  /** Get the engine ready; false when this browser can't. */
  async prepare(): Promise<boolean> {
    if (this.worker) return true;
    const worker = new Worker(this.files.worker);
    worker.onmessage = (event: MessageEvent<FromWorker>) => this.answer(event.data);
    worker.onerror = () => this.answer({ kind: "failed" });
    this.worker = worker;
    const answer = await this.askWorker({ wasm: this.files.wasm }, [], 60_000);
    if (answer.kind !== "ready") this.drop();
    return answer.kind === "ready";
  }

  start(): void {
    if (this.isOn) return;
    this.isOn = true;
    void this.run();
  }

  stop(): void {
    this.isOn = false;
  }

  private async run(): Promise<void> {
    while (this.isOn) await pause((await this.readOne()) ? PAUSE_MS : IDLE_MS);
  }

  private async readOne(): Promise<boolean> {
    if (document.hidden || this.video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return false;
    const picture = await this.grab().catch(() => null);
    if (!picture || !(this.worker || (await this.prepare()))) return false;
    const answer = await this.askWorker({ picture }, [picture], PATIENCE_MS);
    // A worker that died or hangs is replaced; the next picture goes to a new one.
    if (answer.kind !== "read") return this.drop();
    this.averageMs += (answer.milliseconds - this.averageMs) / 10;
    // Also when it saw nothing: then a card has gone.
    if (this.isOn) this.onTexts(answer.texts);
    return true;
  }

  private grab(): Promise<ImageBitmap> {
    const { videoWidth: width, videoHeight: height } = this.video;
    const side = Math.min(width, height);
    const isTooMuch = this.averageMs > SLOW_MS && side > SMALLER;
    const smaller = { resizeWidth: SMALLER, resizeHeight: SMALLER };
    const [left, top] = [(width - side) / 2, (height - side) / 2];
    return createImageBitmap(this.video, left, top, side, side, isTooMuch ? smaller : {});
  }

  private askWorker(order: ToWorker, moved: Transferable[], patienceMs: number): Promise<FromWorker> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve({ kind: "failed" }), patienceMs);
      this.answer = (answer) => {
        clearTimeout(timer);
        resolve(answer);
      };
      this.worker?.postMessage(order, moved);
    });
  }

  private drop(): false {
    this.worker?.terminate();
    this.worker = null;
    return false;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
