// The support group: its topics, the messages of one, and what the operator who is played does there.

import { bubble, summary } from "./bubbles.js";
import { byId, clock, element, setClock } from "./dom.js";
import { act } from "./live.js";

const GENERAL = 0;
const TOAST_MS = 3200;
const QUICK = ["👍", "❤", "🙏"];
const LINES = {
  forum_topic_created: "Argomento aperto", forum_topic_edited: "Argomento cambiato",
  forum_topic_closed: "Argomento chiuso", forum_topic_reopened: "Argomento riaperto",
  pinned_message: "Messaggio fissato", left_chat_member: "Una persona è uscita dal gruppo",
};

let group = null;
let me = 0;
let thread = Number(location.hash.slice(1)) || GENERAL;
/** The message that is answered or edited: { act: "reply" or "edit", message }. */
let context = null;
let flashes = null;
let toastTimer = 0;
let isPinned = true;

const stream = new EventSource("demo/support");
stream.addEventListener("message", (event) => take(JSON.parse(event.data)));

function take(told) {
  setClock(told.now);
  group = told.group;
  byId("empty").hidden = group !== null;
  byId("composer").hidden = group === null;
  if (group === null) return;
  if (!group.operators.some((one) => one.id === me)) me = group.operators[0]?.id ?? 0;
  const count = group.flash?.count ?? 0;
  if (flashes !== null && count > flashes && group.flash.person === me && group.flash.text) toast(group.flash.text);
  flashes = count;
  draw();
}

function draw() {
  byId("title").textContent = group.title;
  byId("operator").replaceChildren(...group.operators.map(
    (one) => element("option", { value: one.id, text: one.name, selected: one.id === me }),
  ));
  const topics = [{ id: GENERAL, name: "General", icon: "#" }, ...group.topics];
  if (!topics.some((topic) => topic.id === thread)) thread = GENERAL;
  const here = topics.find((topic) => topic.id === thread);
  byId("topic").textContent = `${here.icon} ${here.name}`;
  byId("status").textContent = here.is_closed ? "chiuso" : "";
  byId("topics").replaceChildren(...topics.map(entry));
  byId("messages").replaceChildren(...group.messages.filter((one) => one.thread === thread).map(line));
  if (isPinned) toEnd();
}

function toEnd() {
  byId("scroll").scrollTop = byId("scroll").scrollHeight;
}

function entry(topic) {
  const last = group.messages.filter((one) => one.thread === topic.id && !one.is_service).at(-1);
  const button = element("button", { class: "person", type: "button", "data-topic": topic.id, onclick: () => { location.hash = topic.id; } },
    element("span", { class: "person-words" },
      element("span", { class: "person-top" },
        element("span", { class: "person-name", text: `${topic.icon} ${topic.name}` }),
        last ? element("span", { class: "person-time", text: clock(last.date) }) : null),
      element("span", { class: "person-last", text: last ? summary(last) : "Nessun messaggio" })));
  if (topic.id === thread) button.setAttribute("aria-current", "true");
  return element("li", {}, button);
}

function line(message) {
  if (message.is_service) {
    const words = message.media.kind === "joined" ? `Nel gruppo ora: ${message.media.names.join(", ")}` : LINES[message.media.name] ?? "Novità nel gruppo";
    return element("li", { class: "service", text: message.detail ? `${words}: ${message.detail}` : words });
  }
  const mine = message.sender_id === me;
  const made = bubble({ ...message, by_bot: !mine }, {
    say: (text) => perform({ act: "say", thread, text }),
    press: (_message, row, column) => perform({ act: "press", message: message.id, row, column }),
    toast,
  });
  if (!mine) made.querySelector(".bubble").prepend(element("b", { class: "author", text: message.sender, "aria-hidden": "true" }));
  made.append(deeds(message, mine));
  return made;
}

function deeds(message, mine) {
  const given = message.reactions.map((one) => element("button", {
    type: "button", text: `${one.emoji} ${one.count}`, "aria-pressed": String(one.people.includes(me)),
    onclick: () => perform({ act: "react", message: message.id, emoji: one.people.includes(me) ? "" : one.emoji }),
  }));
  const offered = mine ? [] : QUICK.filter((emoji) => !message.reactions.some((one) => one.emoji === emoji)).map((emoji) => element("button", {
    type: "button", text: emoji, "aria-label": `Reagisci con ${emoji}`, onclick: () => perform({ act: "react", message: message.id, emoji }),
  }));
  return element("span", { class: "deeds" }, ...given, ...offered,
    element("button", { type: "button", text: "Rispondi", onclick: () => begin("reply", message) }),
    mine && message.media === null ? element("button", { type: "button", text: "Modifica", onclick: () => begin("edit", message) }) : null,
    message.is_pinned ? element("span", { class: "seen", text: "📌" }) : null);
}

function begin(what, message) {
  context = { act: what, message };
  byId("context").hidden = false;
  byId("context-words").textContent = `${what === "edit" ? "Modifica" : "Risposta a"}: ${summary(message)}`;
  if (what === "edit") byId("words").value = message.text;
  byId("words").focus();
}

function end() {
  if (context?.act === "edit") byId("words").value = "";
  context = null;
  byId("context").hidden = true;
}

async function perform(body) {
  const done = await act("support", { person: me, ...body });
  if (!done) toast("Non riuscito: qui non si può.");
  return done;
}

async function submit() {
  const text = byId("words").value.trim();
  if (!text) return;
  const body = context?.act === "edit"
    ? { act: "edit", message: context.message.id, text }
    : { act: "say", thread, text, reply: context?.message.id ?? 0 };
  if (!await perform(body)) return;
  byId("words").value = "";
  end();
}

function toast(text) {
  byId("toast").textContent = text;
  byId("toast").classList.add("shown");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => byId("toast").classList.remove("shown"), TOAST_MS);
}

// Pictures grow when they come; who reads the end goes on reading it.
new ResizeObserver(() => isPinned && toEnd()).observe(byId("messages"));
byId("scroll").addEventListener("scroll", () => {
  const box = byId("scroll");
  isPinned = box.scrollHeight - box.scrollTop - box.clientHeight < 90;
});
byId("operator").addEventListener("change", (event) => { me = Number(event.target.value); end(); draw(); });
byId("cancel").addEventListener("click", end);
byId("album").addEventListener("click", () => perform({ act: "attach", sample: "album", thread }));
byId("voice").addEventListener("click", () => perform({ act: "attach", sample: "voice", thread }));
byId("back").addEventListener("click", () => { byId("app").dataset.view = "list"; });
byId("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
byId("words").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
});
window.addEventListener("hashchange", () => {
  thread = Number(location.hash.slice(1)) || GENERAL;
  byId("app").dataset.view = "chat";
  end();
  isPinned = true;
  if (group) draw();
});

// Beside the chat there is nothing to go back to, and the list of topics comes first.
if (window.self !== window.top) {
  byId("customers").hidden = true;
  if (thread === GENERAL) byId("app").dataset.view = "list";
}
