/** Child process: one report from standard input (`{template, view}` as JSON) to standard output (PDF). Exit 1 with the reason. */
import { text } from "node:stream/consumers";
import { typesetView } from "./typeset.ts";

interface Order {
  readonly template: string;
  readonly view: { readonly timestamp: number };
}

try {
  const { template, view } = JSON.parse(await text(process.stdin)) as Order;
  process.stdout.write(typesetView(template, view));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
