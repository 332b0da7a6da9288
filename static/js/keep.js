/* <form data-keep="key">: what is typed survives a lost connection, a closed laptop or a reload in this tab.
   It is kept by the tab alone, for two hours at most, and forgotten once the form has arrived or on signing out.
   Passwords, files, hidden fields and fields inside [data-private] are never kept. */
const PREFIX = "plenaria-keep:";
const LIFETIME = 2 * 60 * 60 * 1000;

export function keepForms() {
  const store = openStore();
  if (!store) return;
  const forms = [...document.querySelectorAll("form[data-keep]")];
  sweep(store, new Set(forms.map((form) => PREFIX + form.dataset.keep)));
  for (const form of forms) {
    const key = PREFIX + form.dataset.keep;
    // After a refusal the server hands back what was typed; its answer wins.
    if (!form.querySelector("[aria-invalid=true], .error-summary")) restore(form, read(store, key));
    form.addEventListener("input", () => write(store, key, { fields: collect(form), at: Date.now() }));
    form.addEventListener("submit", () => write(store, key, { fields: collect(form), at: Date.now(), sent: true }));
  }
  for (const form of document.querySelectorAll("form[data-forget]")) {
    form.addEventListener("submit", () => keys(store).forEach((key) => store.removeItem(key)));
  }
}

function openStore() {
  try { return window.sessionStorage; } catch { return null; }
}

function keys(store) {
  return Object.keys(store).filter((key) => key.startsWith(PREFIX));
}

function read(store, key) {
  try { return JSON.parse(store.getItem(key)); } catch { return null; }
}

function write(store, key, value) {
  try { store.setItem(key, JSON.stringify(value)); } catch { /* a full store keeps nothing, the form still works */ }
}

/* A sent form that is not shown again has arrived, unless the answer was a refusal (busy, expired, broken). */
function sweep(store, shown) {
  if (document.body.classList.contains("refusal")) return;
  for (const key of keys(store)) {
    const kept = read(store, key);
    if (!kept || Date.now() - kept.at > LIFETIME || (kept.sent && !shown.has(key))) store.removeItem(key);
  }
}

function keepable(field) {
  return field.name && !["password", "file", "hidden", "submit", "button"].includes(field.type) && !field.closest("[data-private]");
}

function collect(form) {
  return [...form.elements].filter(keepable).map((field) => {
    const checkable = field.type === "checkbox" || field.type === "radio";
    if (field.type === "select-multiple") return [field.name, null, [...field.selectedOptions].map((option) => option.value)];
    return checkable ? [field.name, field.value, field.checked] : [field.name, null, field.value];
  });
}

function restore(form, kept) {
  for (const [name, option, value] of kept?.fields ?? []) {
    for (const field of form.elements) {
      if (field.name !== name || !keepable(field)) continue;
      if (option !== null) {
        if (field.value === option) field.checked = value;
      } else if (Array.isArray(value)) {
        for (const choice of field.options) choice.selected = value.includes(choice.value);
      } else {
        field.value = value;
      }
    }
  }
}
