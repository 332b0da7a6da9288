/* Runs before the first paint: marks that scripts work and applies the stored choice of appearance.
   A classic script, because a module would run too late and the page would flash. */
(() => {
  const root = document.documentElement;
  const dark = document.querySelector("link[data-dark]");
  const system = matchMedia("(prefers-color-scheme: dark)");
  root.classList.add("js");

  const stored = () => { try { return localStorage.getItem("plenaria-theme"); } catch { return null; } };
  const isDark = () => (stored() ? stored() === "dark" : system.matches);
  const apply = () => {
    if (stored()) dark.media = stored() === "dark" ? "screen" : "not all";
    for (const button of document.querySelectorAll("[data-theme-toggle]")) {
      button.setAttribute("aria-pressed", String(isDark()));
    }
  };

  apply();
  system.addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", apply);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    try { localStorage.setItem("plenaria-theme", isDark() ? "light" : "dark"); } catch { return; }
    apply();
  });
})();
