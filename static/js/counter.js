/* Counts what is typed into a field that has a limit. */
import { length, tidy } from "./counting.js";

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
