/* Shows a question only where another answer says so, as questions/rules/conditions.py decides on the server.
   <form data-conditions='{"q_a": {"kind": "single", "on": "q_b", "values": ["yes"]}, …}'>. What is hidden is still
   sent: a draft loses nothing, and the server drops it once the form is handed in. */

/* An answer as the values that conditions name. */
export function said(kind, value) {
  if (kind === "boolean") return [value === true ? "yes" : "no"];
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function isMet(question, questions, answers) {
  const given = said(questions[question.on].kind, answers[question.on]);
  return given.some((value) => question.values.includes(value));
}

function isAsked(code, questions, answers) {
  let path = [];
  while (!path.includes(code) && questions[code].on && questions[questions[code].on]) {
    path.push(code);
    code = questions[code].on;
  }
  if (path.includes(code)) path = path.slice(0, path.indexOf(code));
  return path.every((each) => isMet(questions[each], questions, answers));
}

/* The names of the questions that are asked, in any order. */
export function shown(questions, answers) {
  return Object.keys(questions).filter((code) => isAsked(code, questions, answers));
}

function answersOf(form, questions) {
  const answers = {};
  for (const [name, question] of Object.entries(questions)) {
    const fields = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    const ticked = fields.filter((field) => field.checked).map((field) => field.value);
    if (question.kind === "boolean") answers[name] = ticked.length > 0;
    else if (question.kind === "multiple") answers[name] = ticked;
    else if (question.kind === "single") answers[name] = ticked[0];
  }
  return answers;
}

/* The part of the page that belongs to a question; the lines of an address are named "q_code.street". */
function partOf(form, name) {
  const field = form.querySelector(`[name="${CSS.escape(name)}"], [name^="${CSS.escape(name)}."]`);
  let part = field?.closest(".field");
  while (part?.parentElement?.closest(".field")) part = part.parentElement.closest(".field");
  return part;
}

function watch(form) {
  const questions = JSON.parse(form.dataset.conditions);
  const parts = Object.keys(questions).filter((name) => questions[name].on).map((name) => [name, partOf(form, name)]);
  const show = () => {
    const asked = new Set(shown(questions, answersOf(form, questions)));
    /* What the server has refused stays in sight. */
    for (const [name, part] of parts) if (part) part.hidden = !asked.has(name) && !part.classList.contains("has-error");
  };
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  window.addEventListener("pageshow", show);
  show();
}

if (typeof document !== "undefined") {
  for (const form of document.querySelectorAll("form[data-conditions]")) watch(form);
}
