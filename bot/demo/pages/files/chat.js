// The page: whom one plays, what stands in their chat, and where one writes.

import { bubble, summary } from "./bubbles.js";
import { timepiece } from "./clock.js";
import { composer } from "./composer.js";
import { context, withDeeds } from "./deeds.js";
import { byId, clock, day, element, initials, setClock, today } from "./dom.js";
import { act, listen } from "./live.js";
import { menu } from "./menus.js";

const TYPING_MS = 5000;
const TOAST_MS = 3200;
const ACTIONS = {
  typing: "sta scrivendo…",
  upload_photo: "sta inviando una foto…",
  upload_document: "sta inviando un file…",
};

/** Rooms by id, each as the server told it, with `unread` and `typing` of our own. */
const rooms = new Map();
let me = Number(location.hash.slice(1)) || 0;
let waiting = null;
let toastTimer = 0;
let isPinned = true;

const about = context(byId("words"));
const acts = {
  say: (text) => perform("say", { text }),
  submit: async (text) => {
    const { act: name, ...body } = about.deed(text);
    const done = await perform(name, body);
    if (done) about.end();
    return done;
  },
  press: async (message, row, column, button) => {
    stopWaiting();
    waiting = button;
    button.classList.add("waiting");
    setTimeout(() => waiting === button && stopWaiting(), 15_000);
    await perform("press", { message: message.id, row, column });
  },
  toast,
  attach: (sample) => perform("attach", { sample }),
};
const desk = composer(acts);
const timer = timepiece(toast);

async function perform(name, body) {
  const done = await act(name, { person: me, ...body });
  if (!done) toast("Non inviato: il computer non risponde. Riprova.");
  return done;
}

// --- what happens ---

function hear(event) {
  if (event.kind === "clock") return tick(event);
  if (event.kind === "world") return take(event);
  const room = rooms.get(event.room.id);
  if (!room) return undefined;
  Object.assign(room, event.room);
  const mine = room.id === me;
  switch (event.kind) {
    case "message": arrive(room, event.message, mine); break;
    case "edited": case "reaction": change(room, event.message, mine); break;
    case "deleted": vanish(room, event.message, mine); break;
    case "action": typing(room, event.text); break;
    case "toast": if (mine) { stopWaiting(); if (event.text) toast(event.text); } break;
    case "alert": if (mine) { stopWaiting(); if (event.text) warn(event.text); } break;
    default: break;
  }
  if (mine) {
    // A keyboard that opens takes room; who read the end goes on reading it.
    const height = byId("scroll").clientHeight;
    const follow = isAtEnd();
    desk.show(room);
    if (follow && byId("scroll").clientHeight !== height) toEnd();
  }
  if (mine) welcome(room);
  return people();
}

function tick(told) {
  const before = today();
  setClock(told.now);
  timer.show();
  // "Oggi" stands above other messages now.
  if (today() !== before && rooms.has(me)) draw();
}

function take(world) {
  tick(world);
  byId("bot-name").textContent = world.bot.name;
  byId("support").hidden = !world.has_support;
  for (const given of world.rooms) {
    const former = rooms.get(given.id);
    rooms.set(given.id, { unread: 0, typing: 0, ...former, ...given });
  }
  for (const id of rooms.keys()) if (!world.rooms.some((room) => room.id === id)) rooms.delete(id);
  if (rooms.has(me)) draw();
  else if (me) location.hash = "";
  people();
}

function arrive(room, message, mine) {
  room.messages.push(message);
  if (message.by_bot) quiet(room);
  if (!mine) {
    room.unread += message.by_bot ? 1 : 0;
    return;
  }
  const follow = isAtEnd() || !message.by_bot;
  const item = place(message, room.messages.at(-2));
  item.classList.add("fresh");
  if (follow) toEnd(item);
  if (message.by_bot && (!follow || document.hidden)) room.unread += 1;
  badge(room);
}

function change(room, message, mine) {
  const at = room.messages.findIndex((one) => one.id === message.id);
  if (at < 0) return;
  room.messages[at] = message;
  if (message.by_bot) quiet(room);
  const former = mine && item(message.id);
  if (!former) return;
  const follow = isAtEnd();
  former.replaceWith(drawn(message));
  if (follow) toEnd();
}

function vanish(room, message, mine) {
  room.messages = room.messages.filter((one) => one.id !== message.id);
  if (mine) item(message.id)?.remove();
}

function typing(room, action) {
  clearTimeout(room.typing);
  room.typing = setTimeout(() => quiet(room), TYPING_MS);
  if (room.id !== me) return;
  const follow = isAtEnd();
  byId("typing").hidden = false;
  byId("status").textContent = ACTIONS[action] ?? "è al lavoro…";
  byId("status").classList.add("busy");
  if (follow) toEnd();
}

function quiet(room) {
  clearTimeout(room.typing);
  room.typing = 0;
  if (room.id === me) idle(room);
}

function idle(room) {
  byId("typing").hidden = true;
  byId("status").textContent = room.status === "kicked" ? "bot bloccato" : `bot · scrivi come ${room.name}`;
  byId("status").classList.remove("busy");
}

// --- what is shown ---

function draw() {
  const room = rooms.get(me);
  byId("mail").href = `mailbox#${me}`;
  byId("company").href = `company#${me}`;
  byId("notices").href = `notices#${me}`;
  // A whole chat is not read out, only what comes.
  byId("scroll").setAttribute("aria-busy", "true");
  byId("messages").replaceChildren();
  room.messages.forEach((message, at) => place(message, room.messages[at - 1]));
  room.unread = 0;
  if (room.typing) typing(room, "typing");
  else idle(room);
  desk.show(room);
  welcome(room);
  badge(room);
  byId("scroll").setAttribute("aria-busy", "false");
  toEnd();
}

function place(message, before) {
  const list = byId("messages");
  if (!before || day(before.date) !== day(message.date)) {
    list.append(element("li", { class: "day", text: day(message.date) }));
  }
  const made = drawn(message);
  list.append(made);
  return made;
}

function drawn(message) {
  return withDeeds(bubble(message, acts), message, {
    me, isMine: !message.by_bot, begin: about.begin, react: (one, emoji) => perform("react", { message: one.id, emoji }),
  });
}

const item = (id) => byId("messages").querySelector(`[data-message-id="${id}"]`);

function welcome(room) {
  byId("welcome").hidden = room.messages.length > 0;
  byId("welcome-text").textContent = room.description || "Scegli «Avvia» per iniziare la conversazione.";
  byId("welcome-title").textContent = room.description ? "Che cosa può fare questo bot?" : byId("bot-name").textContent;
  byId("block-label").textContent = room.status === "kicked" ? "Sblocca il bot" : "Blocca il bot";
  if (!room.typing) idle(room);
}

function people() {
  const focused = document.activeElement?.dataset?.person;
  byId("people").replaceChildren(...[...rooms.values()].map(person));
  if (focused) byId("people").querySelector(`[data-person="${focused}"]`)?.focus();
}

function person(room, index) {
  const last = room.messages.at(-1);
  const under = element("span", { class: "person-under" },
    element("span", { class: "person-last", text: last ? (last.by_bot ? "" : "Tu: ") + summary(last) : "Nessun messaggio" }),
    room.unread > 0 ? element("span", { class: "count", text: room.unread }) : null);
  const top = element("span", { class: "person-top" },
    element("span", { class: "person-name", text: room.name }),
    room.language ? element("span", { class: "tongue", text: room.language.toUpperCase(), title: "Lingua del suo Telegram" }) : null,
    last ? element("span", { class: "person-time", text: clock(last.date) }) : null);
  const face = element("span", { class: `avatar avatar-${index % 6}`, text: initials(room.name), "aria-hidden": "true" });
  const button = element("button", { class: "person", type: "button", "data-person": room.id, onclick: () => { location.hash = room.id; } },
    face, element("span", { class: "person-words" }, top, under));
  button.setAttribute("aria-label", room.unread > 0 ? `${room.name}, ${room.unread} non letti` : room.name);
  if (room.id === me) button.setAttribute("aria-current", "true");
  return element("li", {}, button);
}

function isAtEnd() {
  const box = byId("scroll");
  return box.scrollHeight - box.scrollTop - box.clientHeight < 90;
}

/** Scrolls to the end, but never so far that a long new message begins above the edge. */
function toEnd(from = null) {
  const box = byId("scroll");
  const end = box.scrollHeight - box.clientHeight;
  const top = from ? from.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop - 12 : end;
  box.scrollTop = Math.min(end, top);
}

function badge(room) {
  if (isAtEnd() && !document.hidden) room.unread = 0;
  byId("down").hidden = isAtEnd();
  byId("down-count").hidden = room.unread === 0;
  byId("down-count").textContent = room.unread;
}

function toast(text) {
  byId("toast").textContent = text;
  byId("toast").classList.add("shown");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => byId("toast").classList.remove("shown"), TOAST_MS);
}

function warn(text) {
  byId("alert-title").textContent = byId("bot-name").textContent;
  byId("alert-text").textContent = text;
  byId("alert").showModal();
}

function stopWaiting() {
  waiting?.classList.remove("waiting");
  waiting = null;
}

function online(isThere) {
  const bar = byId("connection");
  const was = bar.dataset.lost === "yes";
  bar.classList.toggle("good", isThere);
  if (!isThere) {
    bar.dataset.lost = "yes";
    bar.hidden = false;
    bar.textContent = "Connessione persa. Mi ricollego…";
  } else if (was) {
    bar.dataset.lost = "no";
    bar.textContent = "Di nuovo in linea";
    setTimeout(() => { bar.hidden = bar.dataset.lost !== "yes"; }, 1800);
  }
}

// --- choosing whom to play ---

function choose() {
  me = Number(location.hash.slice(1)) || 0;
  const here = rooms.has(me);
  byId("app").dataset.view = here ? "chat" : "list";
  about.end();
  if (here) {
    draw();
    desk.focus();
  }
  people();
}

const wide = matchMedia("(min-width: 761px)");

function first(world) {
  if (me === 0 && wide.matches && world.rooms.length > 0) location.replace(`#${world.rooms[0].id}`);
  else choose();
}

// When the keyboard opens or the line grows, the end of the chat stays in sight.
new ResizeObserver(() => isPinned && toEnd()).observe(byId("scroll"));
window.addEventListener("hashchange", choose);
byId("back").addEventListener("click", () => { location.hash = ""; });
byId("down").addEventListener("click", () => toEnd());
byId("scroll").addEventListener("scroll", () => {
  isPinned = isAtEnd();
  const room = rooms.get(me);
  if (!room) return;
  const former = room.unread;
  badge(room);
  if (former !== room.unread) people();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && rooms.has(me)) { badge(rooms.get(me)); people(); }
});
menu(byId("more"), byId("more-menu"));
byId("block").addEventListener("click", () => perform("block", { on: rooms.get(me).status !== "kicked" }));
byId("start").addEventListener("click", async () => {
  if (rooms.get(me).status === "kicked") await perform("block", { on: false });
  await acts.say("/start");
});

let isFirst = true;
listen((event) => {
  hear(event);
  if (isFirst && event.kind === "world") { isFirst = false; first(event); }
}, online);

// Where there is room for both, the group opens beside the chat; elsewhere it is a page of its own.
const support = byId("support");
const roomy = matchMedia("(min-width: 1200px)");

function standBeside(shown) {
  const pane = byId("beside");
  pane.hidden = !shown;
  pane.replaceChildren();
  if (!shown) return;
  const frame = document.createElement("iframe");
  frame.src = support.href;
  frame.title = "Il gruppo di assistenza";
  pane.append(frame);
}

support.addEventListener("click", (event) => {
  if (!roomy.matches) return;
  event.preventDefault();
  standBeside(byId("beside").hidden);
});
roomy.addEventListener("change", () => { if (!roomy.matches) standBeside(false); });
