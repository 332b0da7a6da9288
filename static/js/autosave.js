/* Keeps what is being written: in this browser at once, on the server when a moment has passed.

   The browser's copy is keyed by the submission, the version it was written on and the tab: two tabs do not overwrite
   each other's. It goes when the server has the text. A draft is saved on the server by itself; what was handed in is
   only kept in the browser. */
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

const tab = ownTab();
const key = () => `${prefix}${form.elements.version.value}:${tab}`;

/* A reload keeps the number of the tab; a copy of the tab gets it too, and the version on the server tells them apart. */
function ownTab() {
  try {
    const known = sessionStorage.getItem("plenaria-tab") ?? String(Date.now());
    sessionStorage.setItem("plenaria-tab", known);
    return known;
  } catch {
    return "";
  }
}

function remember() {
  try {
    localStorage.setItem(key(), JSON.stringify({ at: Date.now(), values: values() }));
  } catch {
    /* Storage is full or forbidden: the server's copy remains. */
  }
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

/* The names of the copies, the newest first. */
function kept() {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(prefix));
    return names.sort((one, other) => (read(other)?.at ?? 0) - (read(one)?.at ?? 0));
  } catch {
    return [];
  }
}

/* What this tab has kept. */
function forget() {
  for (const name of kept()) if (name.endsWith(`:${tab}`)) localStorage.removeItem(name);
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
  const own = JSON.stringify(values());
  const isSaved = (name) => !read(name)?.values || JSON.stringify(read(name).values) === own;
  for (const name of kept().filter(isSaved)) localStorage.removeItem(name);
  const newest = kept()[0];
  if (!newest) return;
  const text = read(newest).values;
  notice.hidden = false;
  notice.querySelector("[data-restore]").addEventListener("click", () => {
    restore(text);
    localStorage.removeItem(newest);
    remember();
    notice.hidden = true;
    later();
  });
  notice.querySelector("[data-discard]").addEventListener("click", () => {
    for (const name of kept()) localStorage.removeItem(name);
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
