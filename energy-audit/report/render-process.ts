/** Child process: one report from standard input (`{template, view}` as JSON) to standard output (PDF). Exit 1 with the reason. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { typeset } from "./typst.ts";

const templates = fileURLToPath(new URL("templates/", import.meta.url));

interface Order {
  readonly template: string;
  readonly view: { readonly timestamp: number };
}

/** The view lies beside the template as JSON, charts inside it as text: data never become source. */
function render({ template, view }: Order): Uint8Array {
  if (!/^[a-z-]+$/.test(template)) throw new Error(`no such template: ${template}`);
  const workspace = mkdtempSync(join(tmpdir(), "leitstand-report-"));
  try {
    copyFileSync(join(templates, `${template}.typ`), join(workspace, "main.typ"));
    copyFileSync(join(templates, "house.typ"), join(workspace, "house.typ"));
    writeFileSync(join(workspace, "view.json"), JSON.stringify(view));
    return typeset(workspace, view.timestamp);
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

try {
  const pdf = render(JSON.parse(await text(process.stdin)) as Order);
  process.stdout.write(pdf);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
