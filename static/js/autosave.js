/* Keeps what is being written: in this browser at once, on the server when a moment has passed.

   The browser's copy is keyed by the submission and the version it was written on; it goes when the server has
   the text. A draft is saved on the server by itself; what was handed in is only kept in the browser. */
const PAUSE = 4000;
const form = document.getElementById("submission-form");
const status = document.getElementById("autosave-status");
const notice = document.getElementById("kept-text");
const prefix = form ? `submission:${form.dataset.key}:` : "";
let timer = 0;
let running = false;
let stopped = false;
let waiting = null;

function values() {
  const kept = {};
  for (const [name, value] of new FormData(form)) {
    if (name === "csrfmiddlewaretoken" || name === "version" || typeof value !== "string") continue;
    (kept[name] ??= []).push(value);
  }
  return kept;
}

const key = () => prefix + form.elements.version.value;

function remember() {
  try {
    localStorage.setItem(key(), JSON.stringify(values()));
  } catch {
    /* Storage is full or forbidden: the server's copy remains. */
  }
}

function kept() {
  return Object.keys(localStorage).filter((name) => name.startsWith(prefix));
}

function forget() {
  for (const name of kept()) localStorage.removeItem(name);
}

function restore(entries) {
  for (const field of form.elements) {
    if (!field.name || ["hidden", "file", "submit", "button"].includes(field.type)) continue;
    const wanted = entries[field.name] ?? [];
    if (field.type === "radio" || field.type === "checkbox") field.checked = wanted.includes(field.value);
    else field.value = wanted[0] ?? "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function say(text) {
  if (status.textContent !== text) status.textContent = text;
}

async function send() {
  if (stopped || !form.dataset.autosave) return;
  if (running) return later();
  running = true;
  const before = JSON.stringify(values());
  const body = new FormData(form);
  for (const field of form.querySelectorAll("input[type=file]")) body.delete(field.name);
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.ok) {
      const saved = await answer.json();
      forget();
      form.elements.version.value = saved.version;
      if (JSON.stringify(values()) !== before) remember();
      say(saved.text);
    } else if (answer.status === 409) {
      stopped = true;
      say(form.dataset.textStale);
    } else {
      say(form.dataset.textInvalid);
    }
  } catch {
    say(form.dataset.textOffline);
  }
  running = false;
  waiting?.();
}

/* A save by hand must not overtake one that is on its way: it would meet a version that it has not read. */
function onSubmit(event) {
  clearTimeout(timer);
  if (!running) return;
  event.preventDefault();
  const button = event.submitter;
  waiting = () => {
    waiting = null;
    form.requestSubmit(button);
  };
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(send, PAUSE);
}

function offer() {
  const names = kept();
  const own = JSON.stringify(values());
  const newest = names.find((name) => name === key()) ?? names[0];
  if (!newest || localStorage.getItem(newest) === own) return forget();
  const text = localStorage.getItem(newest);
  notice.hidden = false;
  notice.querySelector("[data-restore]").addEventListener("click", () => {
    restore(JSON.parse(text));
    notice.hidden = true;
    later();
  });
  notice.querySelector("[data-discard]").addEventListener("click", () => {
    forget();
    notice.hidden = true;
  });
}

if (form) {
  /* A form that came back with errors holds what was typed; only a fresh page may have something to restore. */
  if (!document.querySelector(".error-summary")) offer();
  form.addEventListener("input", () => {
    remember();
    later();
  });
  window.addEventListener("online", send);
  form.addEventListener("submit", onSubmit);
}
