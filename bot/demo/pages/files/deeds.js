// What one does to a message that is there: react, answer it, change it. Telegram's app offers no more.

import { summary } from "./bubbles.js";
import { byId, element } from "./dom.js";

const QUICK = ["👍", "❤", "🙏"];

/** Adds to a message's item the reactions that it has, and what `me` may do to it: react(message, emoji), begin(what, message). */
export function withDeeds(item, message, { me, isMine, react, begin }) {
  const box = item.querySelector(".bubble");
  const isGiven = (one) => one.people.includes(me);
  if (message.reactions.length > 0) {
    box.append(element("span", { class: "given" }, ...message.reactions.map((one) => element("button", {
      type: "button", text: one.count > 1 ? `${one.emoji} ${one.count}` : one.emoji, "aria-pressed": String(isGiven(one)),
      "aria-label": `Reazione ${one.emoji}, ${one.count}`, onclick: () => react(message, isGiven(one) ? "" : one.emoji),
    }))));
  }
  const quick = isMine ? [] : QUICK.filter((emoji) => !message.reactions.some((one) => one.emoji === emoji)).map((emoji) => element("button", {
    type: "button", text: emoji, "aria-label": `Reagisci con ${emoji}`, onclick: () => react(message, emoji),
  }));
  box.append(element("span", { class: "offers" }, ...quick,
    element("button", { type: "button", text: "Rispondi", onclick: () => begin("reply", message) }),
    isMine && message.media === null ? element("button", { type: "button", text: "Modifica", onclick: () => begin("edit", message) }) : null));
  return item;
}

/** The strip above the line that says which message is answered or changed. */
export function context(line) {
  let about = null;
  const set = (text) => {
    line.value = text;
    line.dispatchEvent(new Event("input"));
  };

  function begin(what, message) {
    end();
    about = { what, message };
    byId("context").hidden = false;
    byId("context-words").textContent = `${what === "edit" ? "Modifica" : "Risposta a"}: ${summary(message)}`;
    if (what === "edit") set(message.text);
    line.focus();
  }

  function end() {
    if (about?.what === "edit") set("");
    about = null;
    byId("context").hidden = true;
  }

  /** The act that sends a text as it is meant now. */
  function deed(text) {
    if (about?.what === "edit") return { act: "edit", message: about.message.id, text };
    return { act: "say", text, reply: about?.message.id ?? 0 };
  }

  byId("cancel").addEventListener("click", end);
  line.addEventListener("keydown", (event) => event.key === "Escape" && end());
  return { begin, end, deed };
}
