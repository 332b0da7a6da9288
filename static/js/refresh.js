/* A page that shows what happens now: on wish, its live part is fetched anew every 15 seconds. */
const EVERY = 15_000;
const live = document.querySelector("[data-refresh]");
const label = document.querySelector("script[src*='js/refresh'][data-label]")?.dataset.label;
let timer = 0;

async function refresh() {
  // Whoever is reading or tabbing through the part keeps it as it is.
  if (document.hidden || live.contains(document.activeElement)) return;
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-refresh]");
    if (fresh) live.replaceChildren(...fresh.childNodes);
  } catch {
    // No connection: the time on the page says how old it is, and the next round tries again.
  }
}

function offer() {
  const choice = document.createElement("label");
  choice.className = "choice";
  const box = document.createElement("input");
  box.type = "checkbox";
  box.addEventListener("change", () => {
    clearInterval(timer);
    if (box.checked) timer = setInterval(refresh, EVERY);
    sessionStorage.setItem("refresh", box.checked ? "on" : "off");
  });
  const text = document.createElement("span");
  text.textContent = label;
  choice.append(box, text);
  live.before(choice);
  if (sessionStorage.getItem("refresh") === "on") box.click();
}

if (live && label) offer();
