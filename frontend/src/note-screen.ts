// Where a volunteer writes something down for the organiser, and sees whether it has gone.

import type { Link } from "./link";
import type { Note, Notes } from "./notes";
import { clone, part } from "./page";
import { showFieldError } from "./screens";
import type { Stage } from "./stage";

export class NoteScreen {
  link!: Link;

  constructor(
    private readonly stage: Stage,
    private readonly notes: Notes,
  ) {}

  async show(): Promise<void> {
    const title = this.stage.texts.say("title_note");
    this.stage.show("note", { content: clone("note"), hasHeading: true, title });
    await this.refresh();
  }

  /** Keep what was written, and send it if that can be. */
  async write(): Promise<void> {
    const field = part<HTMLTextAreaElement>("#note-text");
    const text = field.value.trim();
    showFieldError("#note-text", text ? "" : this.stage.texts.say("note_empty"));
    if (!text) return;
    await this.notes.write(text);
    field.value = "";
    await this.refresh();
    this.stage.say("note_kept");
    void this.link.nudge();
  }

  /** Time passes: forget what is old. */
  tidy(): Promise<void> {
    return this.notes.tidy();
  }

  async refresh(): Promise<void> {
    if (this.stage.view !== "note") return;
    const [notes, gate] = [await this.notes.list(), await this.stage.gate()];
    const lines = notes.map((note) => this.line(note, gate?.zone ?? "UTC"));
    part("#scene .rows").replaceChildren(...lines);
  }

  private line(note: Note, zone: string): HTMLLIElement {
    const { texts } = this.stage;
    const content = clone("line-undone");
    part("b", content).textContent = note.text;
    const facts = [texts.time(note.at, zone), texts.say(note.isSent ? "note_sent" : "not_sent")];
    part("small", content).textContent = facts.join(" · ");
    return content.firstElementChild as HTMLLIElement;
  }
}
