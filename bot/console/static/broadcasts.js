// The editor of broadcasts: preview and count follow what is typed.

const form = document.querySelector("form[data-look]");
const place = document.querySelector("[data-look-place]");
let waiting;
let asked = 0;

async function look() {
  const mine = ++asked;
  const fields = new FormData(form);
  fields.delete("picture_file");
  const answer = await fetch(form.dataset.look, { method: "POST", body: fields });
  // Only the answer to what was asked last; without one the old preview stays.
  if (mine === asked && answer.ok && answer.headers.get("Content-Type")?.startsWith("application/json")) {
    place.innerHTML = (await answer.json()).html;
  }
}

form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(look, 400);
});
