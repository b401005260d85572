// The page of notices: documents go out as a program would send them; what came of them comes back.

import { byId, clock, element, now, setClock, today, ZONE } from "./dom.js";
import { act, tell } from "./live.js";
import * as words from "./noticewords.js";

const DAY_MS = 24 * 3600 * 1000;
const DATE = new Intl.DateTimeFormat("it", { weekday: "short", day: "numeric", month: "short", timeZone: ZONE });

/** Nora's supply: she hears of it without a further step. */
const CONNECTED = "IT999E00100701";

let notices = [];
let filled = "";
byId("back").href = `./${location.hash}`;
new EventSource("demo/notices").addEventListener("message", (event) => show(JSON.parse(event.data)));

function show(given) {
  setClock(given.now);
  notices = given.notices;
  if (!byId("day").value) byId("day").value = shifted(today(), 7);
  offer(given.doors);
  byId("empty").hidden = notices.length > 0;
  const open = new Set([...document.querySelectorAll("#notices details[open]")].map((each) => each.id));
  byId("notices").replaceChildren(...notices.map((notice) => card(notice, open)));
}

/** A date some days later; at noon no change of clocks makes it another. */
function shifted(date, days) {
  return new Date(Date.parse(`${date}T12:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

// The form.

function offer(doors) {
  const known = JSON.stringify(doors);
  if (known === filled) return;
  filled = known;
  const streets = new Map();
  for (const door of doors) {
    const key = JSON.stringify([door.comune, door.street]);
    streets.set(key, (streets.get(key) ?? new Set()).add(door.number));
  }
  const options = [...streets].map(([key, numbers]) => {
    const [comune, street] = JSON.parse(key);
    return element("option", { value: key, text: `${street}, ${comune} (clienti ai numeri ${[...numbers].join(", ")})` });
  });
  byId("street-choice").replaceChildren(...options, element("option", { value: "", text: "Un’altra" }));
  byId("street-choice").value = options.find((option) => option.value.includes("Via delle Prove"))?.value ?? "";
  choose();
  byId("point").replaceChildren(...doors.filter((door) => door.point).map((door) => element("option", {
    value: door.point, text: `${door.name}, ${door.street} ${door.number} · ${door.point}`,
    selected: door.point === CONNECTED,
  })));
}

function choose() {
  const [comune, street] = JSON.parse(byId("street-choice").value || '["", ""]');
  byId("comune").value = comune;
  byId("street").value = street;
}
byId("street-choice").addEventListener("change", choose);

const kind = () => byId("form").elements.kind.value;

byId("form").addEventListener("change", () => {
  const isOutage = kind() === "outage";
  byId("outage").hidden = byId("overnight-line").hidden = !isOutage;
  byId("replacement").hidden = isOutage;
  for (const field of byId("outage").querySelectorAll("input")) field.disabled = !isOutage;
});

byId("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const ids = [...notices.map((notice) => notice.notice), ...handedOver.keys()];
  const numbers = ids.map((id) => Number(id.match(/^DEMO-(\d+)$/u)?.[1] ?? 0));
  const same = { kind: kind(), notice_id: `DEMO-${Math.max(0, ...numbers) + 1}`, version: 1, status: "published" };
  const own = kind() === "outage" ? {
    utility: byId("utility").value,
    comune: byId("comune").value,
    streets: [{ street: byId("street").value, numbers: byId("numbers").value }],
    reason: byId("reason").value,
    urgent: byId("urgent").checked,
  } : { points: [byId("point").value], company: byId("company").value, check: byId("check").value };
  const notice = { ...same, ...own, ...times(kind(), ""), notice_date: today() };
  send(() => notice);
});

/** Day and hours of a form as the document has them. */
function times(of, prefix) {
  const [day, from, to] = ["day", "from", "to"].map((name) => byId(prefix + name).value);
  if (of === "replacement") return { date: day, from, to };
  const last = byId(`${prefix}overnight`).checked ? shifted(day, 1) : day;
  return { spans: [{ start: `${day}T${from}`, end: `${last}T${to}` }] };
}

// Handing over.

/** What was taken of each notice; the list comes a moment later. */
const handedOver = new Map();
let sending = Promise.resolve();

/** Hands over what make() gives, one after the other, so that each version follows the one before. */
function send(make) {
  sending = sending.then(() => deliver(make()));
}

async function deliver(notice) {
  const handed = { sent: now().toISOString(), notices: [notice] };
  const answer = await tell("notices", handed);
  const box = answer === null ? element("div", { class: "refused" }, element("p", { text: "La demo non risponde. Riprova." }))
    : answer.status === 200 ? taken(notice, answer.body) : refused(answer);
  box.append(element("details", {}, element("summary", { text: "Il documento consegnato" }),
    element("pre", { text: JSON.stringify(handed, null, 2) })));
  if (answer?.status === 200) handedOver.set(notice.notice_id, notice);
  byId("answer").replaceChildren(box);
  byId("answer").scrollIntoView({ block: "nearest" });
}

function taken(notice, body) {
  const warnings = body.warnings.map((warning) => element("li", { text: warning }));
  return element("div", { class: "taken" },
    element("p", {}, element("b", { text: `${notice.notice_id}, versione ${notice.version}: preso in carico.` })),
    warnings.length > 0 ? element("p", { text: "L’API avverte il personale:" }) : null,
    warnings.length > 0 ? element("ul", { lang: "en" }, ...warnings) : null);
}

function refused({ status, body }) {
  const faults = (body.faults ?? []).map((fault) => element("li", {}, element("code", { text: fault.path || "documento" }), `: ${fault.message}`));
  return element("div", { class: "refused" },
    element("p", {}, element("b", { text: `L’API risponde ${status} e non prende nulla.` })),
    element("p", { lang: "en", text: body.error }),
    faults.length > 0 ? element("ul", { lang: "en" }, ...faults) : null);
}

/** The next version of a notice. */
function next({ document: listed }, status, changed = {}) {
  const handed = handedOver.get(listed.notice_id);
  const newest = handed?.version > listed.version ? handed : listed;
  return { ...newest, version: newest.version + 1, status, notice_date: today(), ...changed };
}

// The notices.

function card(notice, open) {
  const isOver = words.OVER.has(notice.status);
  return element("li", { class: "card", "aria-label": notice.notice },
    element("h2", {}, element("span", { text: notice.notice }),
      element("span", { class: isOver ? "state off" : "state", text: words.status(notice) }),
      element("span", { class: "meta", text: `versione ${notice.version}` })),
    element("p", { text: words.what(notice) }),
    element("p", { text: words.when(notice) }),
    element("p", { class: "meta", text: words.counts(notice) }),
    isOver ? null : element("div", { class: "acts" }, ...acts(notice)),
    jumps(notice),
    told(notice, open));
}

function acts(notice) {
  const act = (text, onclick, disabled = false) => element("button", { type: "button", text, onclick, disabled });
  const says = (status, changed) => () => send(() => next(notice, status, changed));
  const isOutage = notice.kind === "outage";
  const isDateless = notice.starts === null;
  return [
    act("Cambia orario", () => ask(notice, "changed")),
    act("Rimanda", () => ask(notice, "postponed")),
    act("Annulla", says("cancelled")),
    isOutage ? act("Iniziata", says("started"), isDateless || notice.status === "started") : null,
    act(isOutage ? "Tornata" : "Fatto", says(isOutage ? "restored" : "done"), isDateless),
  ].filter(Boolean);
}

function jumps(notice) {
  const ahead = notice.moments.filter((moment) => moment.at > now().getTime() / 1000).sort((one, other) => one.at - other.at);
  if (ahead.length === 0) return null;
  const buttons = ahead.map((moment) => element("button", {
    type: "button", class: "quiet",
    text: `${words.MOMENTS[moment.name]} · ${DATE.format(moment.at * 1000)}, ${clock(moment.at)}`,
    onclick: (event) => { event.target.disabled = true; void act("clock", { until: moment.at }); },
  }));
  return element("div", {}, element("p", { class: "jumps", text: "Porta avanti l’orologio:" }),
    element("div", { class: "acts" }, ...buttons));
}

function told(notice, open) {
  const rows = notice.news.map((news) => element("tr", {},
    element("td", { text: news.person }),
    element("td", { text: words.NEWS[news.news] ?? news.news }),
    element("td", { text: `v${news.version}` }),
    element("td", { text: words.STATES[news.state] ?? news.state })));
  const head = ["Persona", "Messaggio", "Versione", "Stato"].map((text) => element("th", { scope: "col", text }));
  const doors = notice.doors.map((door) => element("li", { text: words.door(door) }));
  const id = `told-${notice.notice}`;
  return element("details", { id, open: open.has(id) || rows.length > 0 && !document.getElementById(id) },
    element("summary", { text: "Chi è toccato, e chi ha saputo che cosa" }),
    doors.length > 0 ? element("ul", {}, ...doors) : element("p", { class: "meta", text: "Non tocca nessuno." }),
    rows.length > 0 ? element("table", { class: "news" }, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows))
      : element("p", { class: "meta", text: "Nessuno ha ricevuto un messaggio." }));
}

// Another day or other hours.

let asked = null;

function ask(notice, status) {
  asked = { notice, status };
  const { spans = [], date = "", from = "", to = "" } = notice.document;
  const [first] = spans;
  const ends = first?.end.slice(0, 10) ?? date;
  byId("times-title").textContent = status === "changed" ? `${notice.notice}: cambia orario` : `${notice.notice}: rimanda`;
  byId("new-day").value = first?.start.slice(0, 10) || date || shifted(today(), 7);
  if (status === "postponed") byId("new-day").value = shifted(byId("new-day").value, 1);
  byId("new-from").value = first?.start.slice(11, 16) || from || "09:00";
  byId("new-to").value = first?.end.slice(11, 16) || to || "13:30";
  byId("new-overnight").checked = first !== undefined && ends !== first.start.slice(0, 10);
  byId("new-overnight-line").hidden = notice.kind !== "outage";
  byId("dateless-line").hidden = status !== "postponed";
  byId("dateless").checked = false;
  dated();
  byId("times").showModal();
}

function dated() {
  const isDateless = byId("dateless").checked;
  byId("times-fields").hidden = isDateless;
  for (const field of byId("times-fields").querySelectorAll("input")) field.disabled = isDateless;
}
byId("dateless").addEventListener("change", dated);
byId("times-close").addEventListener("click", () => byId("times").close());
byId("times-form").addEventListener("submit", (event) => {
  event.preventDefault();
  byId("times").close();
  const { notice, status } = asked;
  const without = notice.kind === "outage" ? { spans: [] } : { date: null, from: null, to: null };
  const changed = byId("dateless").checked ? without : times(notice.kind, "new-");
  send(() => next(notice, status, changed));
});
