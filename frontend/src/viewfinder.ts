// The camera's place on the page: picture, light, other camera, and the words under it.

import { Camera, type CameraState } from "./camera";
import { part } from "./page";
import { Scanner } from "./scanner";
import type { SightWord } from "./sight";
import type { Settings } from "./settings";
import type { Texts } from "./texts";

const SAID_FOR_MS = 2_500;

export class Viewfinder {
  private readonly place = part("#eye");
  private readonly light = part("#light");
  private readonly other = part("#other-camera");
  private readonly sight = part("#sight");
  private readonly words = part("#sight p");
  private readonly count = part("#count-too");
  private readonly camera: Camera;
  private readonly scanner: Scanner;
  private saidTimer: ReturnType<typeof setTimeout> | undefined;
  private said: SightWord | null = null;
  state: CameraState = { isOn: false, hasFailed: false, hasLight: false, isLit: false, hasOther: false };

  constructor(
    files: Settings["files"],
    private readonly texts: Texts,
    remember: (deviceId: string) => void,
    onTexts: (texts: readonly string[]) => void,
    private readonly onChange: () => void,
  ) {
    const video = part<HTMLVideoElement>("#camera video");
    this.camera = new Camera(video, (state) => this.show(state), remember);
    this.scanner = new Scanner(files, video, onTexts);
  }

  async start(deviceId?: string): Promise<void> {
    const [hasEngine] = await Promise.all([this.scanner.prepare(), this.camera.start(deviceId)]);
    if (!hasEngine) {
      this.camera.stop();
      this.show({ ...this.state, hasFailed: true });
    } else if (this.state.isOn) this.scanner.start();
  }

  stop(): void {
    this.scanner.stop();
    this.camera.stop();
  }

  /** Large, small beside an answer and reading on, or resting. */
  setView(view: "large" | "small" | "resting"): void {
    this.place.hidden = !this.state.isOn || view === "resting";
    this.place.classList.toggle("is-small", view === "small");
    this.hush();
    if (view === "resting") this.scanner.stop();
    else if (this.state.isOn) {
      this.camera.resume();
      this.scanner.start();
    }
  }

  switchLight(): void {
    void this.camera.switchLight();
  }

  useOther(): void {
    void this.camera.useOther();
  }

  /** Say something about what the camera sees: for a moment, but a question until it is answered. */
  say(word: SightWord): void {
    this.said = word;
    this.words.textContent = this.texts.say(word);
    this.count.hidden = word !== "another_card";
    this.sight.hidden = false;
    this.place.classList.add("is-saying");
    this.goOnSaying(word);
  }

  /** The code that it is about is still there. */
  goOnSaying(word: SightWord): void {
    if (word !== this.said) return;
    clearTimeout(this.saidTimer);
    if (word !== "another_card") this.saidTimer = setTimeout(() => this.hush(), SAID_FOR_MS);
  }

  private hush(): void {
    clearTimeout(this.saidTimer);
    this.said = null;
    this.sight.hidden = true;
    this.place.classList.remove("is-saying");
  }

  private show(state: CameraState): void {
    this.state = state;
    this.light.hidden = !state.hasLight;
    this.light.setAttribute("aria-pressed", String(state.isLit));
    this.other.hidden = !state.hasOther;
    this.onChange();
  }
}
