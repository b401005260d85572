// The mailbox: letters as they come, and their link pressed as one of the people.

import { byId, clock, day, element, setClock } from "./dom.js";
import { act } from "./live.js";

let me = Number(location.hash.slice(1)) || 0;
byId("back").href = `./#${me || ""}`;

const stream = new EventSource("demo/letters");
stream.addEventListener("message", (event) => show(JSON.parse(event.data)));
byId("person").addEventListener("change", (event) => {
  me = Number(event.target.value);
  byId("back").href = `./#${me}`;
});

function show({ now, people, letters }) {
  setClock(now);
  if (!people.some((person) => person.id === me)) me = people[0]?.id ?? 0;
  byId("person").replaceChildren(...people.map(
    (person) => element("option", { value: person.id, text: person.name, selected: person.id === me }),
  ));
  byId("empty").hidden = letters.length > 0;
  byId("letters").replaceChildren(...letters.map(letter));
}

function letter(given) {
  const paragraphs = given.text.trim().split("\n\n").map((words) => words === given.link ? link(given) : element("p", { text: words }));
  return element("li", { class: "letter" },
    element("h2", { text: given.subject }),
    element("p", { class: "meta", text: `A ${given.to} · ${day(given.date)}, ${clock(given.date)}` }),
    ...paragraphs,
  );
}

function link(given) {
  const open = async () => {
    if (await act("say", { person: me, text: `/start ${given.start}` })) location.href = `./#${me}`;
  };
  return element("p", {},
    element("button", { type: "button", text: "Apri in Telegram", onclick: open }),
    element("span", { class: "address", text: given.link }),
  );
}
