// The sentences, as the server translated them; the phone chooses one and fills its blanks.

type Sentence = string | { readonly one: string; readonly other: string };
type Blanks = Readonly<Record<string, string | number>>;

export class Texts {
  private readonly plural: Intl.PluralRules;

  constructor(
    private readonly sentences: Readonly<Record<string, Sentence>>,
    private readonly language: string,
  ) {
    this.plural = new Intl.PluralRules(language);
  }

  /** Give a sentence; its blank `n` decides between one and many. */
  say(name: string, blanks: Blanks = {}): string {
    const sentence = this.sentences[name];
    if (sentence === undefined) throw new Error(`No sentence called ${name}.`);
    const form =
      typeof sentence === "string"
        ? sentence
        : sentence[this.plural.select(Number(blanks["n"])) === "one" ? "one" : "other"];
    return form.replace(/%\((\w+)\)s/g, (_, blank: string) => String(blanks[blank] ?? ""));
  }

  number(value: number): string {
    return new Intl.NumberFormat(this.language).format(value);
  }

  time(at: number, zone: string): string {
    return new Intl.DateTimeFormat(this.language, { timeStyle: "short", timeZone: zone }).format(at);
  }
}
