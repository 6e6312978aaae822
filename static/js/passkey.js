/*
 * Passkeys. A form with data-passkey="create" or "get" holds what the server asks (data-options) and a hidden
 * field for the browser's answer; its button is hidden until the browser turns out to know passkeys.
 *
 * Without script there are codes of an app and spare codes.
 */
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const keys = (list) => (list ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

function asked(options) {
  const publicKey = { ...options, challenge: bytes(options.challenge) };
  if (options.user) publicKey.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) publicKey.excludeCredentials = keys(options.excludeCredentials);
  if (options.allowCredentials) publicKey.allowCredentials = keys(options.allowCredentials);
  return { publicKey };
}

function answered(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  const can = Boolean(window.PublicKeyCredential);
  form.hidden = !can;
  form.addEventListener("submit", async (event) => {
    const field = form.elements.credential;
    if (!form.dataset.options || field.value) return;
    event.preventDefault();
    const options = asked(JSON.parse(form.dataset.options));
    try {
      const made = form.dataset.passkey === "create"
        ? await navigator.credentials.create(options)
        : await navigator.credentials.get(options);
      field.value = answered(made);
      form.requestSubmit();
    } catch {
      // Closing the dialog is no error: the button is still there, and so are the other ways.
      form.querySelector("[data-failed]").hidden = false;
    }
  });
}
