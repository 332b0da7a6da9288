/* Counts what is typed into a field that has a limit, as questions/rules/text.py does on the server. */
function tidy(text) {
  return text.normalize("NFC").replace(/\r\n?/g, "\n").replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "").trim();
}

function length(text, unit) {
  if (unit === "words") return text.split(/\s+/).filter(Boolean).length;
  return [...text].length;
}

function watch(field, unit, limit) {
  const counter = document.createElement("p");
  counter.className = "counter";
  field.after(counter);
  const show = () => {
    const number = length(tidy(field.value), unit);
    counter.textContent = `${number} / ${limit}`;
    counter.classList.toggle("over", number > limit);
  };
  field.addEventListener("input", show);
  show();
}

for (const unit of ["words", "characters"]) {
  for (const field of document.querySelectorAll(`[data-max-${unit}]`)) {
    watch(field, unit, Number(field.getAttribute(`data-max-${unit}`)));
  }
}
