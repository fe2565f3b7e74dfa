/** A view and its template to PDF: a workspace of its own, removed afterwards. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { unbrokenIn } from "./typography.ts";
import { typeset } from "./typst.ts";

const templates = fileURLToPath(new URL("templates/", import.meta.url));

/**
 * The view lies beside the template as JSON, charts inside it as text: data never become source.
 * @throws Error  no such template, or it cannot set this view
 */
export function typesetView(template: string, view: { readonly timestamp: number }): Uint8Array {
  if (!/^[a-z-]+$/.test(template)) throw new Error(`no such template: ${template}`);
  const workspace = mkdtempSync(join(tmpdir(), "leitstand-report-"));
  try {
    copyFileSync(join(templates, `${template}.typ`), join(workspace, "main.typ"));
    copyFileSync(join(templates, "house.typ"), join(workspace, "house.typ"));
    writeFileSync(join(workspace, "view.json"), JSON.stringify(unbrokenIn(view)));
    return typeset(workspace, view.timestamp);
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}
