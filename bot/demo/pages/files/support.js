// The support group: its topics, the messages of one, and what the operator who is played does there.

import { bubble, summary } from "./bubbles.js";
import { commands } from "./commands.js";
import { context, withDeeds } from "./deeds.js";
import { byId, clock, element, setClock } from "./dom.js";
import { act } from "./live.js";

const GENERAL = 0;
const TOAST_MS = 3200;
const LINES = {
  forum_topic_created: "Argomento aperto", forum_topic_edited: "Argomento cambiato",
  forum_topic_closed: "Argomento chiuso", forum_topic_reopened: "Argomento riaperto",
  pinned_message: "Messaggio fissato", left_chat_member: "Una persona è uscita dal gruppo",
};

let group = null;
let me = 0;
let thread = Number(location.hash.slice(1)) || GENERAL;
/** The newest message that was looked at, by topic. */
const seen = new Map();
const isNarrow = matchMedia("(max-width: 760px)");
let flashes = null;
let toastTimer = 0;
let isPinned = true;
const about = context(byId("words"));

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
  const shown = group.messages.filter((one) => one.thread === thread);
  if (isLookedAt()) seen.set(thread, shown.at(-1)?.id ?? 0);
  byId("topics").replaceChildren(...topics.map(entry));
  byId("messages").replaceChildren(...shown.map(line));
  if (isPinned) toEnd();
}

const isLookedAt = () => byId("app").dataset.view === "chat" || !isNarrow.matches;

function toEnd() {
  byId("scroll").scrollTop = byId("scroll").scrollHeight;
}

function entry(topic) {
  const said = group.messages.filter((one) => one.thread === topic.id && !one.is_service);
  const last = said.at(-1);
  const unread = said.filter((one) => one.id > (seen.get(topic.id) ?? 0)).length;
  const button = element("button", { class: "person", type: "button", "data-topic": topic.id, onclick: () => choose(topic.id) },
    element("span", { class: "person-words" },
      element("span", { class: "person-top" },
        element("span", { class: "person-name", text: `${topic.icon} ${topic.name}` }),
        last ? element("span", { class: "person-time", text: clock(last.date) }) : null),
      element("span", { class: "person-under" },
        element("span", { class: "person-last", text: last ? summary(last) : "Nessun messaggio" }),
        unread > 0 ? element("span", { class: "count", text: unread }) : null)));
  if (topic.id === thread) button.setAttribute("aria-current", "true");
  return element("li", {}, button);
}

/** Opens a topic, also the one that is open behind the list. */
function choose(id) {
  if (Number(location.hash.slice(1)) === id) open();
  else location.hash = id;
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
  if (message.is_pinned) made.querySelector(".meta").prepend(element("span", { text: "📌", role: "img", "aria-label": "Fissato" }));
  if (!mine) made.querySelector(".bubble").prepend(element("b", { class: "author", text: message.sender, "aria-hidden": "true" }));
  return withDeeds(made, message, {
    me, isMine: mine, begin: about.begin, react: (one, emoji) => perform({ act: "react", message: one.id, emoji }),
  });
}

async function perform(body) {
  const done = await act("support", { person: me, ...body });
  if (!done) toast("Non riuscito: qui non si può.");
  return done;
}

async function submit() {
  const text = byId("words").value.trim();
  if (!text || !await perform({ thread, ...about.deed(text) })) return;
  clear();
  about.end();
}

function clear() {
  byId("words").value = "";
  byId("words").dispatchEvent(new Event("input"));
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
byId("operator").addEventListener("change", (event) => { me = Number(event.target.value); about.end(); draw(); });
byId("album").addEventListener("click", () => perform({ act: "attach", sample: "album", thread }));
byId("voice").addEventListener("click", () => perform({ act: "attach", sample: "voice", thread }));
byId("back").addEventListener("click", () => { byId("app").dataset.view = "list"; });
commands({
  line: byId("words"), button: byId("commands"), box: byId("commands-menu"), list: () => group?.commands ?? [],
  send: async (text) => { clear(); await perform({ act: "say", thread, text }); },
});
byId("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
byId("words").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
});
window.addEventListener("hashchange", open);
// A link to a topic stays on the page, as it stays in Telegram's app.
byId("messages").addEventListener("click", (event) => {
  const topic = /^https:\/\/t\.me\/c\/\d+\/(\d+)/u.exec(event.target.closest("a")?.href ?? "")?.[1];
  if (!topic) return;
  event.preventDefault();
  choose(Number(topic));
});

function open() {
  thread = Number(location.hash.slice(1)) || GENERAL;
  byId("app").dataset.view = "chat";
  about.end();
  isPinned = true;
  if (group) draw();
}

// Beside the chat there is nothing to go back to. Where there is room for one thing, the list of topics comes first.
if (window.self !== window.top) byId("customers").hidden = true;
if (isNarrow.matches && location.hash === "") byId("app").dataset.view = "list";
