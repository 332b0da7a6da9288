/* Keeps what is written in a form on the server: a moment after the last key, by the form's own address or another.

   draft({form, status, url, pause, extra, onSending, onSaved}) answers with what is called at every key; without `url`
   nothing is sent. `extra` are values sent beside the fields; files go with the buttons only. `onSending` may answer
   with something that `onSaved(saved, it)` is handed back. A conflict ends it: nothing is overwritten by itself. */
export function draft({ form, status, url, pause, extra = {}, onSending = () => null, onSaved }) {
  let timer = 0;
  let running = false;
  let stopped = false;
  let waiting = null;

  function say(text) {
    if (status.textContent !== text) status.textContent = text;
  }

  function later() {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(send, pause);
  }

  function body() {
    const data = new FormData(form);
    for (const field of form.querySelectorAll("input[type=file]")) data.delete(field.name);
    for (const [name, value] of Object.entries(extra)) data.set(name, value);
    return data;
  }

  async function send() {
    if (stopped || !url || form.dataset.sent) return;
    if (running) return later();
    running = true;
    const sent = onSending();
    try {
      const answer = await fetch(url, { method: "POST", body: body(), headers: { Accept: "application/json" } });
      if (answer.ok) {
        const saved = await answer.json();
        form.elements.version.value = saved.version;
        onSaved(saved, sent);
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

  window.addEventListener("online", send);
  form.addEventListener("submit", onSubmit);
  return later;
}
