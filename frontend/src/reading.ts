// The border: loose JSON of the server becomes values here, and only here.

import type {
  CardAnswer,
  Entry,
  GateFacts,
  ListAnswer,
  Place,
  Reason,
  ScanAnswer,
  ScanResult,
} from "./protocol";

/** Somebody answered who does not keep to this, such as the sign-in page of a hotel's network. */
export class NotOurServer extends Error {}

type Loose = Record<string, unknown>;

export function readScanAnswer(json: unknown): ScanAnswer {
  const answer = record(json);
  if (!Array.isArray(answer["results"])) throw new NotOurServer("no results");
  return {
    serverNow: moment(answer["server_now"]),
    results: answer["results"].map(readResult).filter((result) => result !== null),
  };
}

/** Give what became of each note, by its nonce. */
export function readNoteAnswer(json: unknown): ReadonlyMap<string, string> {
  const { results } = record(json);
  if (!Array.isArray(results)) throw new NotOurServer("no results");
  const read = results.map((result) => (result ?? {}) as Loose);
  return new Map(read.map((result) => [String(result["nonce"]), String(result["status"])]));
}

export function readListAnswer(json: unknown, own: string): ListAnswer {
  const answer = record(json);
  if (answer["listens"] === true) return readListening(answer);
  const event = record(answer["event"]);
  const gate = record(answer["gate"]);
  const gates = record(answer["gates"] ?? {});
  const parts = record(answer["parts"] ?? {});
  const diets = answer["diets"];
  const said = Array.isArray(answer["said"]) ? answer["said"].map(String) : [];
  if (!Array.isArray(answer["entries"])) throw new NotOurServer("no entries");
  // Otherwise the scans of this phone would count twice: in the list, and on the phone.
  if (answer["own"] !== own) throw new NotOurServer("own scans are not left out");
  return {
    serverNow: moment(answer["server_now"]),
    isWhole: answer["whole"] !== false,
    places: Array.isArray(answer["works_at"]) ? answer["works_at"].map(readPlace) : [],
    entries: answer["entries"].map((entry) => readEntry(entry, gates, parts, said)),
    facts: {
      version: String(answer["version"]),
      gateId: whole(gate["id"]),
      eventId: whole(event["id"]),
      eventTitle: String(event["title"]),
      gateName: String(gate["name"]),
      zone: text(event["zone"]) ?? "UTC",
      salt: String(answer["salt"]),
      rounds: whole(answer["rounds"]),
      opensAt: moment(answer["opens_at"]),
      mayOpenAt: answer["may_open_at"] ? moment(answer["may_open_at"]) : 0,
      closesAt: moment(answer["closes_at"]),
      leavingAt: answer["leaving_at"] ? moment(answer["leaving_at"]) : null,
      obstacle: text(answer["obstacle"]),
      insideElsewhere: whole(answer["inside"] ?? 0),
      places: answer["places"] ? whole(answer["places"]) : null,
      remark: text(answer["remark"]),
      diets: Array.isArray(diets) ? diets.map(String) : [],
      contact: readContact(answer["contact"]),
      asksAboutUnknown: answer["asks_about_unknown"] === true,
      walk: readWalk(answer["walk"]),
    },
  };
}

/** A phone that only listens gets no list: nobody is expected there, and nothing is practice. */
function readListening(answer: Loose): ListAnswer {
  const place = readPlace(answer);
  return {
    serverNow: moment(answer["server_now"]),
    isWhole: false,
    places: Array.isArray(answer["works_at"]) ? answer["works_at"].map(readPlace) : [],
    entries: [],
    facts: {
      ...place,
      version: "",
      zone: text(record(answer["event"])["zone"]) ?? "UTC",
      salt: "",
      rounds: 1,
      opensAt: 0,
      obstacle: null,
      insideElsewhere: 0,
      places: null,
      remark: null,
      contact: null,
      walk: readWalk(answer["walk"]),
    },
  };
}

function readWalk(json: unknown): NonNullable<GateFacts["walk"]> {
  if (!Array.isArray(json)) return [];
  return json.map(record).map(({ id, title }) => ({ id: whole(id), title: String(title) }));
}

export function readCardAnswer(json: unknown): CardAnswer {
  const answer = record(json);
  if (!Array.isArray(answer["entries"])) throw new NotOurServer("no entries");
  const gates = record(answer["gates"] ?? {});
  const parts = record(answer["parts"] ?? {});
  const said = Array.isArray(answer["said"]) ? answer["said"].map(String) : [];
  const [entry] = answer["entries"] as unknown[];
  return {
    serverNow: moment(answer["server_now"]),
    entry: entry === undefined ? null : readEntry(entry, gates, parts, said),
    reason: text(answer["reason"]) as Reason | null,
    text: text(answer["text"]),
  };
}

function readPlace(json: unknown): Place {
  const place = record(json);
  const event = record(place["event"]);
  const gate = record(place["gate"]);
  return {
    gateId: whole(gate["id"]),
    eventId: whole(event["id"]),
    gateName: String(gate["name"]),
    eventTitle: String(event["title"]),
    closesAt: moment(place["closes_at"]),
    listens: place["listens"] === true,
  };
}

function readResult(json: unknown): ScanResult | null {
  const result = record(json);
  const nonce = text(result["nonce"]);
  if (nonce === null) return null;
  return {
    nonce,
    status: String(result["status"]),
    reason: text(result["reason"]),
    admittedTotal: whole(result["admitted_total"] ?? 0),
    partySize: typeof result["party_size"] === "number" ? result["party_size"] : null,
    text: text(result["text"]),
  };
}

function readEntry(json: unknown, gates: Loose, parts: Loose, said: readonly string[]): Entry {
  if (!Array.isArray(json)) throw new NotOurServer("an entry is not a list");
  const [key, size, number, elsewhere, state, notes, first, part, gets, perhaps] = json as unknown[];
  if (typeof key !== "string" || !/^[0-9a-f]{16}$/.test(key)) throw new NotOurServer("not a key");
  return {
    key,
    size: whole(size),
    number: whole(number),
    elsewhere: whole(elsewhere ?? 0),
    state: text(state) ?? "issued",
    notes: Array.isArray(notes) ? notes.map(readNote) : [],
    first: readFirst(first, gates),
    part: part ? { id: whole(part), title: text(parts[String(part)]) ?? "" } : null,
    gets: typeof gets === "number" ? (said[gets] ?? "") : "",
    perhaps: typeof perhaps === "number" ? perhaps : null,
  };
}

/** Whole minutes, and a number instead of a name: five thousand of them have to be short. */
function readFirst(json: unknown, gates: Loose): Entry["first"] {
  if (!Array.isArray(json)) return null;
  return { at: whole(json[0]) * 60_000, gate: text(gates[String(json[1])]) ?? "" };
}

function readNote(json: unknown): readonly [string, string] {
  return Array.isArray(json) ? [String(json[0]), String(json[1])] : ["info", String(json)];
}

function readContact(json: unknown): GateFacts["contact"] {
  if (!json) return null;
  const contact = record(json);
  return { name: String(contact["name"]), phone: String(contact["phone"]) };
}

function record(json: unknown): Loose {
  if (typeof json !== "object" || json === null) throw new NotOurServer("not an object");
  return json as Loose;
}

function text(json: unknown): string | null {
  return typeof json === "string" && json !== "" ? json : null;
}

function whole(json: unknown): number {
  if (!Number.isInteger(json)) throw new NotOurServer("not a whole number");
  return json as number;
}

export function moment(json: unknown): number {
  const at = typeof json === "string" ? Date.parse(json) : NaN;
  if (Number.isNaN(at)) throw new NotOurServer("not a moment");
  return at;
}
