// Keys and light. Every page is whole without this: the keys follow links that stand on it, and the light only shows
// again what the links lead to.

const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

const follow = (key) => document.querySelector(`.views a[data-key="${key}"]`)?.click();

let hit = -1;
const step = (by) => {
  const hits = [...document.querySelectorAll("mark[id^='hit-']")];
  if (hits.length === 0) return;
  hit = (hit + by + hits.length) % hits.length;
  location.replace(`#${hits[hit].id}`);
  hits[hit].scrollIntoView({ block: "center" });
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    // an explanation goes away, and the focus stays where it was
    document.querySelectorAll(".ex").forEach((ex) => ex.classList.toggle("away", ex.matches(":hover, :focus-within")));
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "/") {
    event.preventDefault();
    document.querySelector("#q")?.select();
  } else if ("rth".includes(event.key)) {
    follow(event.key);
  } else if (event.key === "n") {
    step(1);
  } else if (event.key === "p") {
    step(hit < 0 ? 0 : -1);
  }
});

for (const type of ["pointerleave", "focusout"]) {
  document.addEventListener(
    type,
    (event) => event.target instanceof Element && event.target.closest(".ex")?.classList.remove("away"),
    true,
  );
}

// In the Telegram view a reading and its characters light together, from either side.
const telegram = document.querySelector("#telegram");
if (telegram) {
  const segments = [...telegram.querySelectorAll("[data-readings]")];
  const links = [...document.querySelectorAll(".legend [data-reading]")];
  const light = (ids) => {
    for (const segment of segments) {
      segment.classList.toggle("lit", segment.dataset.readings.split(" ").some((id) => ids.has(id)));
    }
    for (const link of links) link.classList.toggle("lit", ids.has(link.dataset.reading));
  };
  const idsAt = (target) => {
    const link = target.closest?.(".legend [data-reading]");
    if (link) return new Set([link.dataset.reading]);
    const segment = target.closest?.("[data-readings]");
    return new Set(segment ? segment.dataset.readings.split(" ") : []);
  };
  for (const type of ["pointerover", "focusin", "click"]) {
    document.addEventListener(type, (event) => light(idsAt(event.target)));
  }
}
