// A server that keeps each scan once, and a network that loses what it likes.

import type { Ask, Outcome } from "../../src/http";
import { settle } from "../../src/party";
import type { ScanItem } from "../../src/protocol";

export class TestServer {
  readonly scans = new Map<string, ScanItem & { readonly from: string; readonly correctedAt: number }>();
  bodies: string[] = [];
  clock = () => 0;

  /** Answer a phone as the real server does: each nonce counts once. */
  take(from: string, body: string): unknown {
    this.bodies.push(body);
    const batch = JSON.parse(body) as { device_now: string; scans: ScanItem[] };
    const skew = this.clock() - Date.parse(batch.device_now);
    const results = batch.scans.map((scan) => {
      const key = `${from} ${scan.nonce}`;
      const isNew = !this.scans.has(key);
      if (isNew) this.scans.set(key, { ...scan, from, correctedAt: Date.parse(scan.scanned_at) + skew });
      return {
        nonce: scan.nonce,
        status: "ok",
        reason: null,
        admitted_total: 0,
        party_size: null,
        replayed: !isNew,
      };
    });
    return { server_now: new Date(this.clock()).toISOString(), results };
  }

  /** How many people of a card are inside, by the scans of all phones. */
  inside(cardNumber: number, size = 100): number {
    const all = [...this.scans.values()];
    const mine = all.filter((scan) => scan.card_number === cardNumber);
    const nonces = new Set(mine.map((scan) => scan.nonce));
    const facts = all.filter((scan) => mine.includes(scan) || nonces.has(scan.voids ?? ""));
    return settle(
      facts.map((scan) => ({
        nonce: scan.nonce,
        kind: scan.kind,
        at: scan.correctedAt,
        heads: (scan.admit?.adults ?? 0) + (scan.admit?.children ?? 0),
        size,
        voids: scan.voids ?? null,
      })),
      size,
    ).inside;
  }

  listAnswer(own: string, clock: number, closesAt: number): unknown {
    return {
      version: "2",
      own,
      whole: false,
      server_now: new Date(clock).toISOString(),
      event: { id: 7, title: "Barbecue", zone: "Europe/Amsterdam" },
      gate: { id: 1, name: "North" },
      salt: "00ff",
      rounds: 10,
      opens_at: new Date(0).toISOString(),
      closes_at: new Date(closesAt).toISOString(),
      obstacle: null,
      inside: 0,
      entries: [],
    };
  }
}

export type Fate = "arrives" | "answer is lost" | "never arrives" | Outcome;

/** The way from one phone to the server; what happens to each question is told beforehand. */
export function wire(server: TestServer, from: string, own: string, fates: Fate[], closesAt: number): Ask {
  return async (url, _timeout, body) => {
    const fate = fates.shift() ?? "arrives";
    if (typeof fate === "object") return fate;
    if (fate === "never arrives") return { kind: "failed" };
    const json =
      body === undefined ? server.listAnswer(own, server.clock(), closesAt) : server.take(from, body);
    void url;
    return fate === "arrives"
      ? { kind: "answer", json: JSON.parse(JSON.stringify(json)) }
      : { kind: "failed" };
  };
}
