// Menus that open above or below a button, worked by mouse and keyboard alike.

/** Ties a menu to its button; gives open() and close(). `onopen` may fill the menu. */
export function menu(button, box, onopen = () => {}) {
  const items = () => [...box.querySelectorAll("[role=menuitem]")];
  const close = (back = false) => {
    if (box.hidden) return;
    box.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (back) button.focus();
  };
  const open = (focus = true) => {
    onopen();
    box.hidden = items().length === 0;
    button.setAttribute("aria-expanded", String(!box.hidden));
    if (focus && !box.hidden) items()[0].focus();
  };
  button.addEventListener("click", () => (box.hidden ? open() : close()));
  box.addEventListener("click", (event) => event.target.closest("[role=menuitem]") && close());
  box.addEventListener("keydown", (event) => {
    const all = items();
    const at = all.indexOf(document.activeElement);
    const goals = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 };
    if (event.key === "Escape") close(true);
    if (!(event.key in goals)) return;
    event.preventDefault();
    all.at(goals[event.key] % all.length).focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!box.contains(event.target) && !button.contains(event.target)) close();
  });
  box.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !box.contains(event.relatedTarget) && event.relatedTarget !== button) close();
  });
  return { open, close };
}
