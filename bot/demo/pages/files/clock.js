// The demo's clock: what it shows, and setting it forward.

import { byId, clock, element, icon, now, ZONE } from "./dom.js";
import { act } from "./live.js";
import { menu } from "./menus.js";
import { MOMENTS } from "./noticewords.js";

const DAY = new Intl.DateTimeFormat("it", { weekday: "long", day: "numeric", month: "long", timeZone: ZONE });

/** Ties the clock to the page; gives show(), to be called when the time is another. */
export function timepiece(toast) {
  menu(byId("clock"), byId("clock-menu"), () => void offerMoments());

  function show() {
    const time = clock(now().getTime() / 1000);
    const words = `${DAY.format(now())}, ore ${time}`;
    byId("clock-time").textContent = time;
    byId("clock").setAttribute("aria-label", `Orologio della demo: ${words}`);
    byId("clock-words").replaceChildren("Per il bot è ", element("b", { text: words }));
  }

  byId("clock-menu").addEventListener("click", async (event) => {
    const { step, until } = event.target.closest("[role=menuitem]")?.dataset ?? {};
    if (!step && !until) return;
    byId("clock").setAttribute("aria-busy", "true");
    const done = await act("clock", until ? { until: Number(until) } : { step });
    byId("clock").removeAttribute("aria-busy");
    toast(done ? `Ora è ${DAY.format(now())}, ore ${clock(now().getTime() / 1000)}` : "L’orologio non risponde. Riprova.");
  });
  setInterval(show, 5000);
  return { show };
}

/** Adds the moments at which the bot will speak of notices; they are asked for whenever the menu opens. */
async function offerMoments() {
  const answer = await fetch("demo/moments").catch(() => null);
  const moments = answer?.ok ? await answer.json() : [];
  byId("clock-moments").replaceChildren(...moments.map(({ notice, name, at }) => element("button",
    { role: "menuitem", "data-until": at }, icon("bolt"), `${notice}: ${MOMENTS[name].toLowerCase()}`)));
}
