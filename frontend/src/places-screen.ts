// The gates of this phone: where it works, what still has to be sent of each, a tap to change.

import type { Screen } from "./frame";
import { clone, part } from "./page";
import type { PlaceState } from "./places";
import type { Texts } from "./texts";

export function placesScreen(places: readonly PlaceState[], texts: Texts): Screen {
  const content = clone("places");
  part(".rows", content).replaceChildren(...places.map((place) => placeItem(place, texts)));
  return { content, hasHeading: true, title: texts.say("title_places") };
}

/** Words for the key that leads here; none when there is nothing to go to. */
export function elsewhereWords(places: readonly PlaceState[], texts: Texts): string {
  const others = places.filter((place) => !place.isHere);
  const held = places.reduce((total, place) => total + place.held, 0);
  const waiting = others.reduce((total, place) => total + place.waiting, 0);
  if (held) return texts.say("elsewhere_held", { n: held });
  if (waiting) return texts.say("elsewhere_waiting", { n: waiting });
  return others.length ? texts.say("elsewhere") : "";
}

function placeItem(place: PlaceState, texts: Texts): HTMLLIElement {
  const content = clone(place.isHere || !place.gateId ? "place-here" : "place");
  const facts = place.isHere ? [texts.say("place_here")] : [];
  if (place.waiting) facts.push(texts.say("place_waiting", { n: place.waiting }));
  if (place.held) facts.push(texts.say("place_held", { n: place.held }));
  if (!place.waiting && !place.held) facts.push(texts.say("place_sent"));
  part("b", content).textContent = place.eventTitle;
  part("i", content).textContent = place.gateName;
  part("small", content).textContent = facts.join(" · ");
  const button = content.querySelector("button");
  if (button) button.value = String(place.gateId);
  return content.firstElementChild as HTMLLIElement;
}
