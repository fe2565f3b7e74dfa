/** Sets a report in a process of its own: the typesetter's memory grows with every document, and it must never stop a page. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { InterimView } from "./interim-view.ts";

export interface RenderedReport {
  readonly pdf: Uint8Array;
  /** Name for the file, ASCII. */
  readonly name: string;
}

/** Views by template; `templates/<name>.typ` sets them. */
export interface Templates {
  interim: InterimView;
}

const program = fileURLToPath(new URL("render-process.ts", import.meta.url));
const timeoutMs = 60_000;

/**
 * PDF/UA-1 of a view. The same view gives the same bytes.
 * @throws Error  the template does not compile, a font is missing, or the time is up; the message holds the first lines of why
 */
export async function renderReport<Name extends keyof Templates>(template: Name, view: Templates[Name]): Promise<RenderedReport> {
  const child = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "pipe"], env: { TZ: "UTC" }, timeout: timeoutMs });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => output.push(part));
  child.stderr.on("data", (part: Buffer) => errors.push(part));
  // A child that dies early closes its input; its exit code says what happened.
  child.stdin.on("error", () => undefined);
  child.stdin.end(JSON.stringify({ template, view }));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0) {
    const why = Buffer.concat(errors).toString("utf8").trim().split("\n").slice(0, 5).join("\n");
    throw new Error(
      `report ${template} was not set (${code === null ? `stopped after ${timeoutMs / 1000} s` : `exit ${code}`}): ${why}`,
    );
  }
  const day = new Date(view.timestamp * 1000).toISOString().slice(0, 16).replaceAll(/[-:]/g, "").replace("T", "-");
  return { pdf: Buffer.concat(output), name: `energiebericht-${template === "interim" ? "zwischenstand-" : ""}${day}.pdf` };
}
