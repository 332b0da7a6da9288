/* Lets questions be dragged to their place; the buttons beside each do the same without. */
const form = document.querySelector("form[data-order]");
const rows = () => [...form.querySelectorAll("[data-code]")];
let dragged = null;

function over(event) {
  if (!dragged) return;
  event.preventDefault();
  const row = event.target.closest("[data-code]");
  if (!row || row === dragged) return;
  const box = row.getBoundingClientRect();
  if (event.clientY > box.top + box.height / 2) row.after(dragged);
  else row.before(dragged);
}

function send(place) {
  const button = document.createElement("button");
  button.name = "do";
  button.value = `place:${dragged.dataset.code}:${place}`;
  button.hidden = true;
  form.append(button);
  form.requestSubmit(button);
}

if (form) {
  for (const row of rows()) {
    row.draggable = true;
    row.addEventListener("dragstart", (event) => {
      dragged = row;
      row.dataset.from = String(rows().indexOf(row));
      event.dataTransfer.effectAllowed = "move";
    });
    row.addEventListener("dragend", () => {
      const place = rows().indexOf(row);
      if (String(place) !== row.dataset.from) send(place);
      dragged = null;
    });
  }
  form.addEventListener("dragover", over);
  form.addEventListener("drop", (event) => event.preventDefault());
}
