// The phone's camera: opened once, reopened when the phone took it away, with light and a choice.

import { betterLens, nextLens, type Lens } from "./lens";

export interface CameraState {
  readonly isOn: boolean;
  readonly hasFailed: boolean;
  readonly hasLight: boolean;
  readonly isLit: boolean;
  readonly hasOther: boolean;
}

export class Camera {
  private stream: MediaStream | null = null;
  private isWanted = false;
  private isLit = false;
  private isOpening = false;
  private lenses: readonly Lens[] = [];

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly onState: (state: CameraState) => void,
    private readonly remember: (deviceId: string) => void,
  ) {
    document.addEventListener("visibilitychange", () => void this.comeBack());
  }

  /** @param deviceId the camera that was chosen last time */
  async start(deviceId?: string): Promise<boolean> {
    this.isWanted = true;
    if (!(await this.open(deviceId))) return false;
    this.lenses = await listLenses();
    const better = deviceId ? null : betterLens(this.lenses, this.current);
    if (better) await this.open(better.deviceId);
    this.tell(false);
    return true;
  }

  stop(): void {
    this.isWanted = false;
    this.close();
    this.tell(false);
  }

  /** Go on showing after the video was out of sight. */
  resume(): void {
    if (this.stream) void this.video.play().catch(() => undefined);
  }

  async useOther(): Promise<void> {
    const next = nextLens(this.lenses, this.current);
    if (!next || !(await this.open(next.deviceId))) return;
    this.remember(next.deviceId);
    this.tell(false);
  }

  async switchLight(): Promise<void> {
    const wanted = { advanced: [{ torch: !this.isLit } as MediaTrackConstraintSet] };
    await this.track?.applyConstraints(wanted).then(
      () => (this.isLit = !this.isLit),
      () => undefined,
    );
    this.tell(false);
  }

  private get track(): MediaStreamTrack | undefined {
    return this.stream?.getVideoTracks()[0];
  }

  private get current(): string {
    return this.track?.getSettings().deviceId ?? "";
  }

  private async open(deviceId?: string): Promise<boolean> {
    if (this.isOpening) return false;
    this.isOpening = true;
    // On an iPhone a second camera kills the first one, so the first is given back before.
    this.close();
    try {
      this.stream = await ask(deviceId);
      this.video.srcObject = this.stream;
      await this.video.play();
      this.track?.addEventListener("ended", () => void this.comeBack());
      return true;
    } catch {
      this.close();
      this.tell(true);
      return false;
    } finally {
      this.isOpening = false;
    }
  }

  private close(): void {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.isLit = false;
    this.video.srcObject = null;
  }

  /** Phones take the camera away from pages in the background, some without telling. */
  private async comeBack(): Promise<void> {
    if (document.hidden || !this.isWanted) return;
    const isAlive = this.track?.readyState === "live" && !this.track.muted;
    if (isAlive) this.resume();
    else if (await this.open(this.current || undefined)) this.tell(false);
  }

  private tell(hasFailed: boolean): void {
    const abilities = this.track?.getCapabilities?.() as { torch?: boolean } | undefined;
    this.onState({
      isOn: this.stream !== null,
      hasFailed,
      hasLight: abilities?.torch === true,
      isLit: this.isLit,
      hasOther: this.lenses.length > 1,
    });
  }
}

/** Say whether the camera may be opened without asking again. */
export async function isCameraAllowed(): Promise<boolean> {
  try {
    const permission = await navigator.permissions.query({ name: "camera" as PermissionName });
    return permission.state === "granted";
  } catch {
    return false;
  }
}

async function ask(deviceId?: string): Promise<MediaStream> {
  const size = { width: { ideal: 1920 }, height: { ideal: 1080 } };
  const back = { video: { ...size, facingMode: { ideal: "environment" } } };
  if (!deviceId) return navigator.mediaDevices.getUserMedia(back);
  const chosen = { video: { ...size, deviceId: { exact: deviceId } } };
  // Phones rename their cameras now and then; any camera is better than none.
  return navigator.mediaDevices.getUserMedia(chosen).catch(() => navigator.mediaDevices.getUserMedia(back));
}

async function listLenses(): Promise<readonly Lens[]> {
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  return devices.filter((device) => device.kind === "videoinput");
}
