// One question to our server, and what can become of it.

export type Outcome =
  | { readonly kind: "answer"; readonly json: unknown }
  /** This phone may not count here, or not any more. */
  | { readonly kind: "revoked" }
  /** Asking the same again will not help. */
  | { readonly kind: "refused"; readonly status: number }
  /** No network, no answer in time, a server in trouble: try again later. */
  | { readonly kind: "failed" };

export type Ask = (url: string, timeoutMs: number, body?: string) => Promise<Outcome>;

const REVOKED = [401, 410];
const LATER = [408, 409, 425, 429];

export const ask: Ask = async (url, timeoutMs, body) => {
  // AbortSignal.timeout came to Android years later than to iPhones.
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  try {
    const response = await fetch(url, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        Accept: "application/json",
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body }),
      cache: "no-store",
      redirect: "error",
      signal: abort.signal,
    });
    if (REVOKED.includes(response.status)) return { kind: "revoked" };
    if (response.ok) return { kind: "answer", json: await response.json() };
    const isHopeless = response.status >= 400 && response.status < 500 && !LATER.includes(response.status);
    return isHopeless ? { kind: "refused", status: response.status } : { kind: "failed" };
  } catch {
    return { kind: "failed" };
  } finally {
    clearTimeout(timer);
  }
};
