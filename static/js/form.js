/* Forms: the error summary gets the focus, a second click sends nothing, a lost connection loses nothing. */
export function watchForms() {
  document.querySelector("[data-focus]")?.focus();
  document.addEventListener("submit", onSubmit);
  window.addEventListener("pageshow", release);
  window.addEventListener("online", () => toggleOfflineNotice(false));
  for (const counter of document.querySelectorAll("[data-counter-for]")) watchLength(counter);
}

function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (!navigator.onLine) {
    event.preventDefault();
    toggleOfflineNotice(true);
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
}

/* Coming back through the browser's history shows the page as it was left: let the form be sent again. */
function release() {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
}

function toggleOfflineNotice(shown) {
  const notice = document.getElementById("offline");
  if (!notice) return;
  notice.hidden = !shown;
  if (shown) notice.focus();
}

function watchLength(counter) {
  const field = document.getElementById(counter.dataset.counterFor);
  if (!field) return;
  const show = () => { counter.textContent = `${[...field.value].length} / ${field.maxLength}`; };
  field.addEventListener("input", show);
  show();
}
