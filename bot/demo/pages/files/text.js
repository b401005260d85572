// A message's words: plain text and entities (offsets in UTF-16 units, as in JavaScript) become elements.

import { element } from "./dom.js";

const SAFE = /^(?:https?|mailto|tel|tg):/iu;
const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const EMOJI = /^(?:\p{Extended_Pictographic}\uFE0F?(?:\u200D\p{Extended_Pictographic}\uFE0F?)*\s*){1,3}$/u;

/** The words of a message; `say` is called with a command that is clicked. */
export function words(text, entities, say) {
  const box = element("div", { class: EMOJI.test(text) ? "words jumbo" : "words", dir: "auto" });
  box.append(stretch(text, 0, text.length, entities, say));
  return box;
}

/** Text from start to end with the entities that lie within; entities come outermost first. */
function stretch(text, start, end, entities, say) {
  const piece = document.createDocumentFragment();
  let at = start;
  let rest = entities;
  while (rest.length > 0) {
    const [outer, ...others] = rest;
    const stop = Math.min(outer.offset + outer.length, end);
    const inner = others.filter((entity) => entity.offset < stop);
    rest = others.filter((entity) => entity.offset >= stop);
    piece.append(text.slice(at, outer.offset));
    piece.append(dressed(outer, text.slice(outer.offset, stop), stretch(text, outer.offset, stop, inner, say), say));
    // A block ends its line by itself, in Telegram's apps too.
    at = BLOCKS.has(outer.type) && text[stop] === "\n" ? stop + 1 : stop;
  }
  piece.append(text.slice(at, end));
  return piece;
}

function dressed(entity, raw, inside, say) {
  switch (entity.type) {
    case "text_link": return link(entity.url, inside);
    case "url": return link(SAFE.test(raw) ? raw : `https://${raw}`, inside);
    case "email": return link(`mailto:${raw}`, inside);
    case "bot_command": return element("button", { class: "command", type: "button", onclick: () => say(raw) }, inside);
    case "pre": return element("pre", {}, inside);
    case "blockquote": return element("blockquote", {}, inside);
    case "expandable_blockquote": return folded(raw, inside);
    case "spoiler": return spoiler(inside);
    default: return TAGS[entity.type] ? element(TAGS[entity.type], {}, inside) : inside;
  }
}

function link(url, inside) {
  if (!SAFE.test(url)) return inside;
  return element("a", { href: url, target: "_blank", rel: "noopener noreferrer", title: url }, inside);
}

function folded(raw, inside) {
  const long = raw.length > 160 || raw.split("\n").length > 3;
  const box = element("blockquote", { class: long ? "folded" : "" }, element("span", {}, inside));
  if (long) {
    const more = element("button", { class: "unfold", type: "button", text: "Mostra tutto", "aria-expanded": "false" });
    more.addEventListener("click", () => {
      const open = !box.classList.toggle("folded");
      more.textContent = open ? "Mostra meno" : "Mostra tutto";
      more.setAttribute("aria-expanded", String(open));
    });
    box.append(more);
  }
  return box;
}

function spoiler(inside) {
  const box = element("span", { class: "spoiler", role: "button", tabindex: "0", "aria-pressed": "false" }, inside);
  const show = () => box.setAttribute("aria-pressed", "true");
  box.addEventListener("click", show);
  box.addEventListener("keydown", (event) => event.key === "Enter" && show());
  return box;
}
