/* Conveniences on top of pages that work without them. */
import { watchDialogs } from "./dialog.js";
import { watchForms } from "./form.js";
import { keepForms } from "./keep.js";

function watchMenus() {
  const open = () => document.querySelectorAll("details[data-menu][open]");
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

function watchNavigation() {
  for (const button of document.querySelectorAll("[data-nav-toggle]")) {
    button.addEventListener("click", () => {
      button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
    });
  }
}

/* A table laid out as cards loses its roles in some browsers: say them again. */
function nameTableRoles() {
  const roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TFOOT: "rowgroup", TR: "row", TD: "cell" };
  for (const table of document.querySelectorAll("table.cards")) {
    for (const part of [table, ...table.querySelectorAll("thead, tbody, tfoot, tr, td")]) part.setAttribute("role", roles[part.tagName]);
    for (const head of table.querySelectorAll("th")) head.setAttribute("role", head.closest("thead") ? "columnheader" : "rowheader");
  }
}

/* On a phone tabs scroll sideways: the current one comes into sight, and the page stays where it is. */
function showCurrentTab() {
  for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
    const list = tab.closest("ul");
    const [box, room] = [tab.getBoundingClientRect(), list.getBoundingClientRect()];
    list.scrollLeft += box.left + box.width / 2 - room.left - room.width / 2;
  }
}

function watchPrinting() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

watchMenus();
watchNavigation();
nameTableRoles();
showCurrentTab();
watchPrinting();
watchDialogs();
keepForms();
watchForms();
