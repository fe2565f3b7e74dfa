/** The typesetter behind one function. Typst comes as a native addon; its page of our own types stands here. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

interface CompileResult {
  readonly result: unknown;
  hasError(): boolean;
  takeError(): unknown;
  takeWarnings(): unknown;
}
interface Compiler {
  compile(options: { mainFilePath: string; inputs?: Record<string, string> }): CompileResult;
  fetchDiagnostics(error: unknown): unknown[];
  pdf(document: unknown, options: { pdfStandard: "ua-1"; creationTimestamp: number }): Buffer;
}
interface Addon {
  readonly NodeCompiler: { create(options: { workspace: string; fontArgs: { fontPaths: string[] }[] }): Compiler };
}

const require = createRequire(import.meta.url);

/** Cuts of Source Sans 3 that the templates use. */
const fonts = ["400Regular", "400Regular_Italic", "600SemiBold", "700Bold"];

/**
 * `main.typ` of a workspace as PDF/UA-1. Files outside the workspace are refused; nothing is fetched.
 * @param timestamp  date of the document, epoch seconds
 * @throws Error  with every diagnostic: a warning (a missing font, say) counts as an error
 */
export function typeset(workspace: string, timestamp: number): Uint8Array {
  const { NodeCompiler } = require("@myriaddreamin/typst-ts-node-compiler-linux-x64-gnu") as Addon;
  const folder = dirname(require.resolve("@expo-google-fonts/source-sans-3/package.json"));
  const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontPaths: fonts.map((cut) => join(folder, cut)) }] });
  const compiled = compiler.compile({ mainFilePath: join(workspace, "main.typ") });
  const found = [compiled.hasError() ? compiled.takeError() : null, compiled.takeWarnings()]
    .filter((part) => part !== null && part !== undefined)
    .flatMap((part) => compiler.fetchDiagnostics(part));
  if (found.length > 0) throw new Error(found.map((one) => JSON.stringify(one)).join("\n"));
  return compiler.pdf(compiled.result, { pdfStandard: "ua-1", creationTimestamp: timestamp });
}
