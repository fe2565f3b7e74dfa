/** A page in headless Chromium, and what axe finds in it. */
import { readFileSync } from "node:fs";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";

const axe = readFileSync(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const flags =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: "/usr/bin/chromium", args: flags.split(" "), timeout: 180_000 });

/** A context of its own, patient with a machine that is busy. */
export async function openContext(browser: Browser, options: Parameters<Browser["newContext"]>[0]): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(120_000);
  return context;
}

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe finds against WCAG 2.2 AA and its own best practice. */
export async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const result: { violations: Finding[] } = await page.evaluate(
    `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })`,
  );
  return result.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} – ${node.failureSummary}`));
}

export const widthOf = (page: Page): Promise<number> => page.evaluate("document.documentElement.scrollWidth");

/** The innermost elements that reach beyond the width, by tag and text: where to look when a page scrolls sideways. */
export const tooWide = (page: Page, width: number): Promise<string> =>
  page.evaluate(
    `[...document.querySelectorAll("body *")]
      .filter((one) => one.getBoundingClientRect().right > ${width} && one.closest(".scroll") === null)
      .map((one) => one.tagName + "." + one.className + " " + (one.textContent ?? "").trim().slice(0, 40)).slice(-6).join(" | ")`,
  );
