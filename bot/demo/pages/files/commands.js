// The list of commands: all of them by a button, those that fit while one is typed.

import { element } from "./dom.js";
import { menu } from "./menus.js";

/** Ties the list to its button and line; `list()` gives the commands, send(text) sends one. Tab writes the first out. */
export function commands({ line, button, box, list, send }) {
  const fitting = () => {
    const wanted = line.value.startsWith("/") ? line.value.slice(1).toLowerCase() : "";
    return list().filter((one) => one.command.startsWith(wanted));
  };
  const shown = menu(button, box, () => box.replaceChildren(...fitting().map((one) => element(
    "button",
    { type: "button", role: "menuitem", onclick: () => { shown.close(); send(`/${one.command}`); } },
    element("b", { text: `/${one.command}` }),
    element("span", { text: one.description }),
  ))));
  line.addEventListener("input", () => {
    if (/^\/\w*$/u.test(line.value)) shown.open(false);
    else shown.close();
  });
  line.addEventListener("keydown", (event) => {
    if (box.hidden) return;
    if (event.key === "Escape") shown.close();
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      box.querySelector("button")?.focus();
    }
    if (event.key === "Tab" && line.value.startsWith("/") && fitting().length > 0) {
      event.preventDefault();
      line.value = `/${fitting()[0].command} `;
      line.dispatchEvent(new Event("input"));
    }
  });
  return shown;
}
