// The hash under which a code stands on the list: slow and salted, so a lost phone gives no codes.

const KEPT = 32;

export class Keys {
  private readonly known = new Map<string, Promise<string>>();

  constructor(private readonly subtle: SubtleCrypto) {}

  /** @param salt hexadecimal */
  keyOf(code: string, salt: string, rounds: number): Promise<string> {
    const name = `${salt}/${rounds}/${code}`;
    const found = this.known.get(name) ?? this.derive(code, salt, rounds);
    this.known.set(name, found);
    const oldest = this.known.keys().next().value;
    if (this.known.size > KEPT && oldest !== undefined) this.known.delete(oldest);
    return found;
  }

  private async derive(code: string, salt: string, rounds: number): Promise<string> {
    const secret = await this.subtle.importKey("raw", new TextEncoder().encode(code), "PBKDF2", false, [
      "deriveBits",
    ]);
    const bits = await this.subtle.deriveBits(
      { name: "PBKDF2", hash: "SHA-256", salt: fromHex(salt), iterations: rounds },
      secret,
      64,
    );
    return toHex(new Uint8Array(bits));
  }
}

/** Name the storage of a phone. */
export function newInstallation(): string {
  return randomHex(8);
}

export function randomHex(bytes: number): string {
  return toHex(crypto.getRandomValues(new Uint8Array(bytes)));
}

export function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fromHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
