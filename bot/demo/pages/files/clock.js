// The demo's clock: what it shows, and setting it forward.

import { byId, clock, element, now, ZONE } from "./dom.js";
import { act } from "./live.js";
import { menu } from "./menus.js";

const DAY = new Intl.DateTimeFormat("it", { weekday: "long", day: "numeric", month: "long", timeZone: ZONE });

/** Ties the clock to the page; gives show(), to be called when the time is another. */
export function timepiece(toast) {
  menu(byId("clock"), byId("clock-menu"));

  function show() {
    const time = clock(now().getTime() / 1000);
    const words = `${DAY.format(now())}, ore ${time}`;
    byId("clock-time").textContent = time;
    byId("clock").setAttribute("aria-label", `Orologio della demo: ${words}`);
    byId("clock-words").replaceChildren("Per il bot è ", element("b", { text: words }));
  }

  byId("clock-menu").addEventListener("click", async (event) => {
    const step = event.target.closest("[data-step]")?.dataset.step;
    if (!step) return;
    byId("clock").setAttribute("aria-busy", "true");
    const done = await act("clock", { step });
    byId("clock").removeAttribute("aria-busy");
    toast(done ? `Ora è ${DAY.format(now())}, ore ${clock(now().getTime() / 1000)}` : "L’orologio non risponde. Riprova.");
  });
  setInterval(show, 5000);
  return { show };
}
