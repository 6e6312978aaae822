/*
 * A button that reads the page aloud, where the phone itself has a voice in the language of the page.
 *
 *   <p data-read>…</p> <button type="button" data-read-aloud data-stop="Stop" hidden><svg…/><span>…</span></button>
 *
 *   <p role="status" data-no-voice="There is no voice."></p>
 *
 * Without such a voice the button never shows; the page then says so, and its words are all the same.
 */
// Some phones name their voices only a while after the page is there.
const NAMED_WITHIN = 2500;
const button = document.querySelector("[data-read-aloud]");
const words = button?.querySelector("span");
const speech = window.speechSynthesis;
const language = document.documentElement.lang;
let begins = "";

// Only a voice that is on the phone: another one sends what it reads to its maker.
const findVoice = () =>
  speech.getVoices().find((voice) => voice.localService && voice.lang.split(/[-_]/)[0] === language);

const sayNone = (isNone) => {
  const place = document.querySelector("[data-no-voice]");
  if (place) place.textContent = isNone ? place.dataset.noVoice : "";
};

const rest = () => {
  words.textContent = begins;
};

const read = () => {
  const pieces = [...document.querySelectorAll("[data-read]")].map((piece) => {
    const said = new SpeechSynthesisUtterance(piece.textContent.replace(/[\u2066-\u2069]/g, "").trim());
    said.voice = findVoice();
    said.lang = said.voice.lang;
    said.rate = 0.9;
    return said;
  });
  pieces.at(-1).onend = rest;
  words.textContent = button.dataset.stop;
  for (const piece of pieces) speech.speak(piece);
};

if (button && speech) {
  begins = words.textContent;
  let isLate = false;
  const show = () => {
    button.hidden = !findVoice();
    sayNone(button.hidden && isLate);
  };
  show();
  speech.onvoiceschanged = show;
  setTimeout(() => {
    isLate = true;
    show();
  }, NAMED_WITHIN);
  button.addEventListener("click", () => {
    const isReading = words.textContent !== begins;
    speech.cancel();
    if (isReading) rest();
    else read();
  });
  addEventListener("pagehide", () => speech.cancel());
} else {
  sayNone(true);
}
