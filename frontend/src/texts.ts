// The sentences, as the server translated them; the phone chooses one and fills its blanks.

/** A sentence about a number, in each form that the language has; `other` is always there. */
export type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };
export type Sentences = Readonly<Record<string, string | Forms>>;
type Blanks = Readonly<Record<string, string | number>>;

/** What is said of a scan that was not simply fine: planner/web/gate/reasons.py */
export interface ReasonWords {
  readonly heading: string;
  readonly sentence: string;
  /** Words for the volunteer to say; empty where none are needed. */
  readonly say: string;
  readonly look: "ok" | "look" | "warn";
  readonly picture: string;
}

const FROM_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const BEGIN_APART = "\u2068";
const END_APART = "\u2069";

export class Texts {
  private readonly plural: Intl.PluralRules;
  private readonly isFromRight: boolean;

  constructor(
    private readonly sentences: Sentences,
    private readonly language: string,
    private readonly reasons: Readonly<Record<string, ReasonWords>> = {},
  ) {
    this.plural = new Intl.PluralRules(language);
    this.isFromRight = language === "ar";
  }

  /** Give a sentence; its blank `n` decides which form it has. */
  say(name: string, blanks: Blanks = {}): string {
    const sentence = this.sentences[name];
    if (sentence === undefined) throw new Error(`No sentence called ${name}.`);
    const form =
      typeof sentence === "string"
        ? sentence
        : (sentence[this.plural.select(Number(blanks["n"]))] ?? sentence.other);
    return form.replace(/%\((\w+)\)s/g, (_, blank: string) => this.apart(blanks[blank] ?? ""));
  }

  /** What to say for a reason. One that a newer server has and this page not is still looked at. */
  reason(name: string): ReasonWords {
    const plain = { sentence: "", say: "", look: "look", picture: "hand-waving" } as const;
    return this.reasons[name] ?? { ...plain, heading: this.say("look") };
  }

  number(value: number): string {
    return new Intl.NumberFormat(this.locale).format(value);
  }

  /** A time on the clock of 24 hours in every language, as on cards, posters and clocks here. */
  time(at: number, zone: string): string {
    const clock = { timeStyle: "short", timeZone: zone, hourCycle: "h23" } as const;
    return new Intl.DateTimeFormat(this.locale, clock).format(at);
  }

  /** A day such as 'zaterdag 5 december', as the server writes it; in short only 'zaterdag'. */
  day(at: number, zone: string, isShort = false): string {
    const date = isShort ? {} : ({ day: "numeric", month: "long" } as const);
    const day = { weekday: "long", timeZone: zone, ...date } as const;
    return new Intl.DateTimeFormat(this.locale.replace(/^en-/, "en-GB-"), day).format(at);
  }

  /** In the digits of the printed card. */
  private get locale(): string {
    return `${this.language}-u-nu-latn`;
  }

  /** Keep the direction of a name from turning the sentence around it: planner/core/bidi.py */
  private apart(value: string | number): string {
    if (typeof value === "number" || !(value && (this.isFromRight || FROM_RIGHT.test(value))))
      return String(value);
    return BEGIN_APART + value + END_APART;
  }
}
