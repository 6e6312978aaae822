// Heard and felt: the volunteer looks at people, not at the screen. No buzzer: no guest is shamed.

export type Signal = "welcome" | "look" | "unknown" | "again" | "ask" | "foreign" | "counted";

const TONES: Readonly<Record<Signal, readonly (readonly [hertz: number, at: number, seconds: number])[]>> = {
  welcome: [[1175, 0, 0.14]],
  look: [
    [659, 0, 0.16],
    [523, 0.2, 0.22],
  ],
  unknown: [
    [523, 0, 0.1],
    [523, 0.16, 0.1],
    [523, 0.32, 0.2],
  ],
  // Calm: this card has had its answer.
  again: [[784, 0, 0.1]],
  // It rises, as a question does.
  ask: [
    [784, 0, 0.1],
    [1047, 0.14, 0.16],
  ],
  foreign: [[330, 0, 0.22]],
  counted: [[880, 0, 0.06]],
};
const BUZZES: Readonly<Record<Signal, number[]>> = {
  welcome: [70],
  look: [60, 90, 60],
  unknown: [60, 60, 60, 60, 120],
  again: [20],
  ask: [30, 60, 90],
  foreign: [140],
  counted: [30],
};
const LOUDNESS = 0.3;

export class Feedback {
  private audio: AudioContext | null = null;

  /** Browsers allow sound only after a tap. */
  unlock(): void {
    try {
      this.audio ??= new AudioContext();
      void this.audio.resume().catch(() => undefined);
    } catch {
      // A phone without sound still shows and buzzes.
    }
  }

  give(signal: Signal): void {
    navigator.vibrate?.(BUZZES[signal]);
    if (this.audio?.state !== "running") return;
    for (const [hertz, at, seconds] of TONES[signal]) this.play(this.audio, hertz, at, seconds);
  }

  private play(audio: AudioContext, hertz: number, at: number, seconds: number): void {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const start = audio.currentTime + at;
    tone.type = "triangle";
    tone.frequency.value = hertz;
    // Rising and falling softly, or each tone would click.
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.01);
    volume.gain.setTargetAtTime(0, start + seconds, 0.03);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + seconds + 0.3);
  }
}
