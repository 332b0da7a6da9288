/* Shows a question that is being built as it will look, a moment after the last key. Nothing is saved by that. */
const PAUSE = 600;
const form = document.querySelector("form[data-live-form]");
const sample = document.querySelector("[data-live-sample]");
let timer = 0;

async function look() {
  const body = new FormData(form);
  body.set("do", "preview");
  try {
    const answer = await fetch(location.href, { method: "POST", body, headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-live-sample]");
    if (fresh) sample.replaceChildren(...fresh.childNodes);
  } catch {
    /* No connection: what was shown last stays. */
  }
}

if (form && sample) {
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
}
