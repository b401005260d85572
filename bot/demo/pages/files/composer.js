// Where one writes: the line, the commands, the samples to attach, and the bot's reply keyboard.

import { commands as commandList } from "./commands.js";
import { byId, element } from "./dom.js";
import { menu } from "./menus.js";

/** Ties the writing desk to the page; gives show(room) and focus(). */
export function composer(acts) {
  const line = byId("words");
  let room = null;
  let used = 0;
  let isOpen = true;

  const commands = commandList({
    line, button: byId("commands"), box: byId("commands-menu"), list: () => room?.commands ?? [], send: (text) => acts.say(text),
  });
  menu(byId("attach"), byId("attach-menu"));

  async function send(text) {
    commands.close();
    const kept = line.value;
    line.value = "";
    grow();
    if (!await acts.submit(text)) { line.value = kept; grow(); }
    focus();
  }

  function grow() {
    line.style.height = "auto";
    if (line.scrollHeight > 0) line.style.height = `${line.scrollHeight}px`;
    byId("send").disabled = line.value.trim() === "";
  }

  function focus() {
    if (matchMedia("(hover: hover)").matches) line.focus();
  }

  function show(given) {
    if (room?.id !== given.id) { line.value = ""; isOpen = true; }
    room = given;
    const stopped = room.messages.length === 0 || room.status === "kicked";
    byId("start").hidden = !stopped;
    byId("start").textContent = room.status === "kicked" ? "Sblocca e riavvia" : "Avvia";
    byId("composer").hidden = stopped;
    byId("commands").hidden = room.commands.length === 0;
    keys(stopped ? null : room.keyboard);
    grow();
  }

  function keys(keyboard) {
    const box = byId("keyboard");
    line.placeholder = keyboard?.placeholder || "Scrivi un messaggio";
    byId("keys").hidden = !keyboard || keyboard.persistent;
    if (!keyboard) { box.hidden = true; return; }
    const key = `${room.id}/${keyboard.message_id}`;
    if (box.dataset.key !== key) { isOpen = used !== key; box.dataset.key = key; }
    box.classList.toggle("tall", !keyboard.resize);
    box.hidden = !isOpen;
    byId("keys").setAttribute("aria-pressed", String(isOpen));
    box.replaceChildren(...keyboard.rows.map((row) => element("div", { class: "row" }, ...row.map((button) => element(
      "button",
      { type: "button", text: button.label, onclick: () => press(button, keyboard, key) },
    )))));
  }

  async function press(button, keyboard, key) {
    if (keyboard.one_time) { used = key; isOpen = false; keys(keyboard); }
    await (button.contact ? acts.attach("contact") : acts.say(button.label));
    focus();
  }

  byId("keys").addEventListener("click", () => { isOpen = !isOpen; keys(room.keyboard); });
  byId("attach-menu").addEventListener("click", (event) => {
    const sample = event.target.closest("[data-sample]")?.dataset.sample;
    if (sample) acts.attach(sample);
  });
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    if (line.value.trim()) send(line.value);
  });
  line.addEventListener("input", grow);
  line.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    byId("composer").requestSubmit();
  });
  return { show, focus };
}
