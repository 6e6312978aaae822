// Read an invitation code as planner/core/codes.py does; test/vectors.json holds both to it.

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LENGTH = 13;
const LONGEST_TYPED = 500;

// What people type for what they see: a Ukrainian keyboard has capitals that look like ours.
const LOOKALIKES = pair("OILİ" + "АВЕІКМНОРСТУХ", "0111" + "ABE1KMH0PCTYX");

// What a hand scanner puts before what it read, if it is set so: the kind of code (AIM), and the
// character set (ECI).
const SCANNER_PREFIX = /^(?:\][A-Za-z][0-9A-Z])?(?:\\[0-9]{6})*/;

// A hand scanner presses the keys of an American keyboard; a French or a Belgian one writes something
// else at each of them: digits, letters, signs of an address.
const AMERICAN = "1234567890" + "qwazQWAZmM;:" + "/.-" + "]\\";
const AZERTY = [
  "&é\"'(-è_çà" + "azqwAZQW,?mM" + "!:)" + "$*", // French
  "&é\"'(§è!çà" + "azqwAZQW,?mM" + "=:)" + "$µ", // Belgian
].map((keys) => pair(keys, AMERICAN));
const AZERTY_SIGNS = /[&é"'(§è!_çà]/;

export type CodeFault = "empty" | "too short" | "too long" | "unknown character" | "misread";
export type Reading = { readonly code: string } | { readonly fault: CodeFault };

/** Read what somebody typed or scanned; a whole web address around the code does not matter. */
export function readCode(typed: string): Reading {
  if ([...typed].length > LONGEST_TYPED) return { fault: "too long" };
  const reading = readScanned(typed);
  if ("code" in reading || !AZERTY_SIGNS.test(typed)) return reading;
  const others = AZERTY.map((keys) =>
    readScanned([...typed].map((character) => keys.get(character) ?? character).join("")),
  );
  return others.find((other) => "code" in other) ?? reading;
}

function readScanned(scanned: string): Reading {
  const typed = scanned.replace(SCANNER_PREFIX, "");
  const scheme = typed.indexOf("://");
  const rest = (scheme >= 0 && typed.slice(scheme + 3)) || typed;
  // An address may go on after the code, so each part of it is tried; the host comes last.
  const [host = "", ...path] = rest.split(/[/?#]/);
  const readings = [...path, host].filter((part) => part.trim()).map(readPlain);
  return readings.find((reading) => "code" in reading) ?? readings[0] ?? { fault: "empty" };
}

/** Read the short number on a card; null when it is not one. */
export function readCardNumber(typed: string): number | null {
  const digits = [...typed.normalize("NFKC")].map(printed).join("");
  return /^\d{1,6}$/.test(digits) ? Number(digits) : null;
}

function checkCharacter(body: string): string {
  let state = 0;
  for (const character of body) state = double(state ^ ALPHABET.indexOf(character));
  return ALPHABET.charAt(state);
}

/** Multiply by x in GF(32) modulo x^5 + x^2 + 1. */
function double(value: number): number {
  return value < 16 ? value << 1 : (value << 1) ^ 0b100101;
}

function readPlain(typed: string): Reading {
  const cleaned = [...typed.normalize("NFKC").toUpperCase()].map(printed).join("");
  if (!cleaned) return { fault: "empty" };
  const characters = [...cleaned];
  if (!characters.every((character) => ALPHABET.includes(character))) return { fault: "unknown character" };
  if (characters.length < CODE_LENGTH) return { fault: "too short" };
  if (characters.length > CODE_LENGTH) return { fault: "too long" };
  return checkCharacter(cleaned.slice(0, -1)) === cleaned.slice(-1)
    ? { code: cleaned }
    : { fault: "misread" };
}

/** Give the character of the card that is meant, or nothing for spaces and signs. */
function printed(character: string): string {
  if (!/[\p{L}\p{N}]/u.test(character)) return "";
  return /\p{Nd}/u.test(character) ? digit(character) : (LOOKALIKES.get(character) ?? character);
}

/** Read a digit of any script: each script has its ten in a row, the nought first. */
function digit(character: string): string {
  let below = 0;
  let point = character.codePointAt(0) ?? 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(--point))) below += 1;
  return String(below % 10);
}

function pair(from: string, to: string): ReadonlyMap<string, string> {
  const meant = [...to];
  return new Map([...from].map((character, place) => [character, meant[place] ?? ""]));
}
