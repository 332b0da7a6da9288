/* Keeps what is being written: in this browser at once, on the server when a moment has passed.

   The browser's copy is keyed by the submission and the version it was written on; it goes when the server has
   the text. A draft is saved on the server by itself; what was handed in is only kept in the browser. */
import { draft } from "./draft.js";

const form = document.getElementById("submission-form");
const notice = document.getElementById("kept-text");
const prefix = form ? `submission:${form.dataset.key}:` : "";

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

function offer(later) {
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
  const later = draft({
    form,
    status: document.getElementById("autosave-status"),
    url: form.dataset.autosave,
    pause: 4000,
    onSending: () => JSON.stringify(values()),
    onSaved: (_saved, before) => {
      forget();
      if (JSON.stringify(values()) !== before) remember();
    },
  });
  /* A form that came back with errors holds what was typed; only a fresh page may have something to restore. */
  if (!document.querySelector(".error-summary")) offer(later);
  form.addEventListener("input", () => {
    remember();
    later();
  });
}
