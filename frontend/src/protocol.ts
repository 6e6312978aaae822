// What the phone and the server say to each other.
// The meaning of each field: docs/decisions/0008-gate-app.md

export type Kind = "entry" | "exit" | "void";

/** Why a scan was not simply fine: as in planner/core/admission.py; test/vectors.json holds both to it. */
export const REASONS = [
  "unknown",
  "misread",
  "revoked",
  "replaced",
  "wrong_event",
  "needs_part_card",
  "too_early",
  "practice",
  "cancelled_by_guest",
  "more_than_party",
  "full_party_already_in",
  "event_over",
  "event_cancelled",
  "gate_closed",
  "wrong_gate",
  "not_understood",
  "nothing_to_undo",
  "already_undone",
] as const;
/** What the phone finds out by itself; the server never answers so. */
export const PHONE_REASONS = ["nobody_inside"] as const;
export type Reason = (typeof REASONS)[number];
export type PhoneReason = Reason | (typeof PHONE_REASONS)[number];

/** `heads` is sent when the phone does not know who of them are children: the server shares them out. */
export interface Admit {
  readonly adults: number;
  readonly children: number;
  readonly heads?: number;
}

/** One scan: with a code, or with the number of a card on the list, or of people without a card. */
export interface ScanItem {
  readonly nonce: string;
  readonly kind: Kind;
  readonly scanned_at: string;
  /** For which event and at which gate it was made: it is booked there, or nowhere. */
  readonly event?: number;
  readonly gate?: number;
  /** By the server's clock, where the phone had its word; no change of the phone's clock matters. */
  readonly server_at?: string;
  /** Whether it was practice; without it the server goes by the moment. */
  readonly practice?: boolean;
  /** Always: the phone has decided already, so this is a fact and not a question. */
  readonly offline: true;
  readonly admit?: Admit;
  readonly code?: string;
  readonly card_number?: number;
  /** The part of the event that the number belongs to; without it the number is the event's own. */
  readonly part?: number;
  /** What somebody without a card eats, if they said so. */
  readonly diet?: string;
  readonly walk_in?: true;
  readonly voids?: string;
}

export interface ScanBatch {
  readonly device_now: string;
  /** How many more scans wait on the phone. */
  readonly waiting: number;
  readonly scans: readonly ScanItem[];
}

export interface ScanResult {
  readonly nonce: string;
  readonly status: string;
  readonly reason: string | null;
  readonly admittedTotal: number;
  readonly partySize: number | null;
  /** The sentence for it, in the phone's language. */
  readonly text: string | null;
}

export interface ScanAnswer {
  readonly serverNow: number;
  readonly results: readonly ScanResult[];
}

/** A party on the list: no name, no code; the hash opens nobody's page. */
export interface Entry {
  /** The first eight bytes of the salted, slow hash of the code, as 16 hexadecimal digits. */
  readonly key: string;
  readonly size: number;
  readonly number: number;
  /** People inside by the scans of other phones; those of this phone are not in it. */
  readonly elsewhere: number;
  /** What the household said, or what became of the card: `told`, `issued`, `declined`, `revoked` … */
  readonly state: string;
  /** Pictogram and words, to be shown with the welcome. */
  readonly notes: readonly (readonly [string, string])[];
  /** When and where somebody of the party first came in, by all phones. */
  readonly first: { readonly at: number; readonly gate: string } | null;
  /** What the card is for, where that is a part of the gate's event, such as a dinner. */
  readonly part?: { readonly id: number; readonly title: string } | null;
  /** What these guests get, such as "table 7"; empty for most. */
  readonly gets?: string;
  /** How many it would be, by a household that said maybe. */
  readonly perhaps?: number | null;
}

/** What counts for the whole gate. Moments are milliseconds since 1970. */
export interface GateFacts {
  readonly version: string;
  readonly gateId: number;
  readonly eventId: number;
  readonly eventTitle: string;
  readonly gateName: string;
  readonly zone: string;
  readonly salt: string;
  readonly rounds: number;
  /** Until when everything is practice. */
  readonly opensAt: number;
  /** From when on somebody can open the doors; what is said before that opens none. */
  readonly mayOpenAt?: number;
  readonly closesAt: number;
  /** From when on more people leave than come. */
  readonly leavingAt?: number | null;
  readonly obstacle: string | null;
  /** People inside by the scans of other phones. */
  readonly insideElsewhere: number;
  /** How many people may be inside at once; null when nobody knows. */
  readonly places: number | null;
  readonly remark: string | null;
  /** What people without a card may say they eat; empty where nothing is served. */
  readonly diets?: readonly string[];
  readonly contact: { readonly name: string; readonly phone: string } | null;
  /** Whether the organiser wants to be asked about cards that nobody knows. */
  readonly asksAboutUnknown?: boolean;
  /** The stops of a walk; of another event there are none. */
  readonly walk?: readonly { readonly id: number; readonly title: string }[];
  /** Whether the phone only listens here. */
  readonly listens?: boolean;
}

/** A gate at which this phone works or may still deliver. */
export interface Place {
  readonly gateId: number;
  readonly eventId: number;
  readonly gateName: string;
  readonly eventTitle: string;
  readonly closesAt: number;
  readonly listens?: boolean;
}

/** What the server knows of one card at this moment. */
export interface CardAnswer {
  readonly serverNow: number;
  /** As it stands on the list; null where it stands on none. */
  readonly entry: Entry | null;
  readonly reason: Reason | null;
  /** The sentence for the reason, in the phone's language. */
  readonly text: string | null;
}

export interface ListAnswer {
  readonly facts: GateFacts;
  readonly places: readonly Place[];
  readonly serverNow: number;
  /** Whether these are all entries; else only those that changed. */
  readonly isWhole: boolean;
  readonly entries: readonly Entry[];
}
