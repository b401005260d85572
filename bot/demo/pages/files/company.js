// The company's page: files of readings as they come, and refusing a reading.

import { byId, element } from "./dom.js";
import { act } from "./live.js";

byId("back").href = `./${location.hash}`;
new EventSource("demo/handed").addEventListener("message", (event) => show(JSON.parse(event.data)));

function show({ files, refused }) {
  byId("empty").hidden = files.length > 0;
  byId("files").replaceChildren(...files.map((given) => file(given, refused)));
}

function file(given, refused) {
  const head = element("tr", {}, element("td"), ...given.columns.map((name) => element("th", { scope: "col", text: name })));
  const rows = given.rows.map((row) => element("tr", {}, answer(row[0], refused), ...row.map((value) => element("td", { text: value }))));
  return element("li", { class: "card" },
    element("h2", { text: given.name }),
    element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": given.name },
      element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows))));
}

function answer(number, refused) {
  if (refused.includes(Number(number))) return element("td", { text: "Rifiutata" });
  const refuse = async (event) => {
    event.target.disabled = true;
    event.target.disabled = await act("refuse", { reading: number });
  };
  const button = { type: "button", text: "Rifiuta", "aria-label": `Rifiuta la lettura ${number}`, onclick: refuse };
  return element("td", {}, element("button", button));
}
