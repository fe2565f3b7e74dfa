/**
 * Refreshes `<main>` in place, so that neither the place on the page nor the focus is lost.
 * Without this script the page reloads itself; with it a lost connection is said in words.
 */
const everyMs = 15_000;

async function refresh() {
  // Whoever has selected a command wants to copy it.
  if (getSelection()?.isCollapsed === false) return;
  try {
    const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) throw new Error(String(answer.status));
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = next.querySelector("main");
    const main = document.querySelector("main");
    if (!fresh || !main) throw new Error("no main");
    const focused = document.activeElement?.closest("main") && document.activeElement.getAttribute("href");
    main.replaceChildren(...fresh.childNodes);
    document.title = next.title;
    if (focused) main.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  } catch {
    document.querySelector("#verbindung")?.removeAttribute("hidden");
  }
}

setInterval(() => void refresh(), everyMs);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") void refresh();
});
