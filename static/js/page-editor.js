/* Keeps the draft of a page on the server while it is being written: a moment after the last key, by the same form
   that the buttons send. Files go with the buttons only. */
const PAUSE = 5000;
const form = document.querySelector("form[data-page-editor]");
const status = document.getElementById("page-status");
let timer = 0;
let running = false;
let stopped = false;
let waiting = null;

function say(text) {
  if (status.textContent !== text) status.textContent = text;
}

function later() {
  clearTimeout(timer);
  if (!stopped) timer = setTimeout(send, PAUSE);
}

function body() {
  const data = new FormData(form);
  for (const field of form.querySelectorAll("input[type=file]")) data.delete(field.name);
  data.set("do", "autosave");
  return data;
}

async function send() {
  if (stopped || form.dataset.sent) return;
  if (running) return later();
  running = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: body(), headers: { Accept: "application/json" } });
    if (answer.ok) {
      const saved = await answer.json();
      form.elements.version.value = saved.version;
      form.elements.seen.value = saved.seen;
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

/* A button must not overtake a save that is on its way: it would meet a version that it has not read. */
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

if (form) {
  form.addEventListener("input", later);
  window.addEventListener("online", send);
  form.addEventListener("submit", onSubmit);
}
