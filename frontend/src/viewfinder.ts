// The camera's place on the page: picture, light, other camera, and the words under it.

import { Camera, type CameraState } from "./camera";
import { part } from "./page";
import { Scanner } from "./scanner";
import type { Settings } from "./settings";
import type { Texts } from "./texts";

const HINT_MS = 2_500;

export class Viewfinder {
  private readonly place = part("#camera");
  private readonly light = part("#light");
  private readonly other = part("#other-camera");
  private readonly words = part("#camera .aim span");
  private readonly camera: Camera;
  private readonly scanner: Scanner;
  private hintTimer: ReturnType<typeof setTimeout> | undefined;
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

  /** Shown, out of sight but reading on, or resting. */
  setView(view: "shown" | "unseen" | "resting"): void {
    const isUnseen = view === "unseen" && this.state.isOn;
    this.place.hidden = !this.state.isOn || view === "resting";
    // Not hidden: phones stop a video that is not on the page. One pixel of it goes on.
    this.place.className = isUnseen ? "vh" : "cam";
    this.place.toggleAttribute("inert", isUnseen);
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

  /** Say something under the picture for a moment. */
  hint(name: string): void {
    this.words.textContent = this.texts.say(name);
    clearTimeout(this.hintTimer);
    this.hintTimer = setTimeout(() => (this.words.textContent = this.texts.say("aim")), HINT_MS);
  }

  private show(state: CameraState): void {
    this.state = state;
    this.light.hidden = !state.hasLight;
    this.light.setAttribute("aria-pressed", String(state.isLit));
    this.other.hidden = !state.hasOther;
    this.onChange();
  }
}
