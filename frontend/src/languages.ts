// The language that was chosen on this phone: the server reads it, too.

/** The same as the server's: planner/web/gate/device.py */
const COOKIE = "planner-gate-language";
/** As long as scans may wait to be sent. */
const KEPT_SECONDS = 7 * 24 * 3600;

/** Give the chosen language; that of the page where nothing was chosen. */
export function chosenLanguage(language: string): string {
  const found = document.cookie.split("; ").find((cookie) => cookie.startsWith(`${COOKIE}=`));
  return found?.slice(COOKIE.length + 1).match(/^[a-z]{2}$/)?.[0] ?? language;
}

/** Remember a language as soon as it is chosen; the link itself leads to the page in it. */
export function rememberChoices(scope: string): void {
  document.querySelector("nav.lang")?.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[hreflang]");
    const secure = location.protocol === "https:" ? "; secure" : "";
    if (link)
      document.cookie = `${COOKIE}=${link.hreflang}; path=${scope}; max-age=${KEPT_SECONDS}; samesite=strict${secure}`;
  });
}
