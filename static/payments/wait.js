// Waits on the return page until the order has another state than the page shows, then loads the page again.
const notice = document.querySelector("[data-wait]");
const pauses = [1, 1, 1, 2, 2, 3, 3, 5, 5, 5, 10, 10, 15, 15, 30, 30, 60, 60, 60];

async function look(turn) {
  try {
    const answer = await fetch(notice.dataset.wait, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (answer.ok && (await answer.json()).state !== notice.dataset.state) {
      location.reload();
      return;
    }
  } catch {
    // No network at the moment: look again later.
  }
  wait(turn + 1);
}

function wait(turn) {
  if (turn < pauses.length) setTimeout(look, pauses[turn] * 1000, turn);
}

if (notice) wait(0);
