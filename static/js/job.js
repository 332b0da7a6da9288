/* A page that waits for a job: its part is fetched anew, ever more slowly, until the job is over. */
const PAUSES = [1, 1, 1, 2, 2, 3, 5];
const part = document.querySelector("[data-job]");

const isOver = () => ["done", "failed"].includes(part.dataset.job);

async function look(turn) {
  if (!document.hidden) {
    try {
      const response = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (response.ok) show(new DOMParser().parseFromString(await response.text(), "text/html"));
    } catch {
      // No connection at the moment: the next round tries again.
    }
  }
  if (!isOver()) wait(turn + 1);
}

function show(page) {
  const fresh = page.querySelector("[data-job]");
  if (!fresh) {
    // Signed out meanwhile, say: what is there now is for the whole page to show.
    location.reload();
    return;
  }
  if (fresh.innerHTML === part.innerHTML) return;
  const hadFocus = part.contains(document.activeElement);
  part.dataset.job = fresh.dataset.job;
  part.replaceChildren(...fresh.childNodes);
  if (hadFocus) part.focus();
}

function wait(turn) {
  setTimeout(look, PAUSES[Math.min(turn, PAUSES.length - 1)] * 1000, turn);
}

if (part && !isOver()) wait(0);
