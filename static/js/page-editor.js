/* Keeps the draft of a page on the server while it is being written, by the same form that the buttons send. */
import { draft } from "./draft.js";

const form = document.querySelector("form[data-page-editor]");

if (form) {
  const later = draft({
    form,
    status: document.getElementById("page-status"),
    url: form.action,
    pause: 5000,
    extra: { do: "autosave" },
    onSaved: (saved) => {
      form.elements.seen.value = saved.seen;
    },
  });
  form.addEventListener("input", later);
}
