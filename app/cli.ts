/** The command line: reads what was asked, loads only what it needs, and ends with the exit code of the house. */
import { readFileSync } from "node:fs";
import { closest } from "../site/problem.ts";
import { localeOf, type Locale } from "../site/locale.ts";
import { databaseFault } from "./database-fault.ts";
import { fileFault } from "./file-fault.ts";
import { helpOf, say } from "./words.ts";
import { wrongUse } from "./wrong-use.ts";

type Command = (args: string[], locale: Locale) => Promise<number>;

/** Each command brings its own imports, so `check` does not wait for what `up` needs. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  up: async () => (await import("./commands/up.ts")).upCommand,
  check: async () => (await import("./commands/check.ts")).checkCommand,
  probe: async () => (await import("./commands/probe.ts")).probeCommand,
  discover: async () => (await import("./commands/discover.ts")).discoverCommand,
  record: async () => (await import("./commands/record.ts")).recordCommand,
  drill: async () => (await import("./commands/drill.ts")).drillCommand,
  report: async () => (await import("./commands/report.ts")).reportCommand,
  rules: async () => (await import("./commands/generate.ts")).rulesCommand,
  dashboards: async () => (await import("./commands/generate.ts")).dashboardsCommand,
  metrics: async () => (await import("./commands/metrics.ts")).metricsCommand,
  families: async () => (await import("./commands/families.ts")).familiesCommand,
  backup: async () => (await import("./commands/backup.ts")).backupCommand,
  canary: async () => (await import("./commands/canary.ts")).canaryCommand,
  callouts: async () => (await import("./commands/callouts.ts")).calloutsCommand,
  log: async () => (await import("./commands/log.ts")).logCommand,
};

/** Commands that work on the databases: what is wrong with one is said in a sentence. */
const ofDatabase: ReadonlySet<string> = new Set(["log", "callouts", "canary", "backup", "report"]);

/** The language asked for; the locale of the shell does not count, for servers speak English to German staff. */
function localeWish(args: readonly string[]): string | undefined {
  const at = args.indexOf("--lang");
  return at >= 0 ? (args[at + 1] ?? "") : args.find((argument) => argument.startsWith("--lang="))?.slice("--lang=".length);
}

/** `--lang en check` is `check --lang en`. */
function wordFirst(args: readonly string[]): readonly string[] {
  const options = args[0] === "--lang" ? 2 : args[0]?.startsWith("--lang=") === true ? 1 : 0;
  return [...args.slice(options), ...args.slice(0, options)];
}

function nodeIsOld(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return major < 24 || (major === 24 && minor < 15);
}

/** As package.json has it; the changelog's "Next" is what came after it. */
function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    readonly version: string;
  };
  return version;
}

async function main(): Promise<number> {
  const [word = "help", ...rest] = wordFirst(process.argv.slice(2));
  const wish = localeWish(rest);
  const locale = localeOf(wish);
  if (nodeIsOld()) {
    process.stderr.write(`${say(locale, "oldNode", { version: process.versions.node })}\n`);
    return 78;
  }
  if (["version", "--version"].includes(word)) {
    process.stdout.write(`Leitstand ${packageVersion()}, Node ${process.versions.node}\n`);
    return 0;
  }
  const asked = ["help", "--help", "-h"].includes(word);
  if (asked || rest.includes("--help") || rest.includes("-h")) {
    const about = asked ? rest[0] : word;
    process.stdout.write(`${helpOf(about !== undefined && Object.hasOwn(commands, about) ? about : undefined, locale)}\n`);
    return 0;
  }
  if (wish !== undefined && !/^(de|en)$/.test(wish)) {
    process.stderr.write(`${say(locale, "wrongOption", { error: `--lang ${wish} (de, en)` })}\n`);
    return 2;
  }
  const command = Object.hasOwn(commands, word) ? commands[word] : undefined;
  if (command === undefined) {
    const near = closest(word, Object.keys(commands));
    process.stderr.write(
      `${say(locale, "unknownCommand", { word, closest: near === undefined ? "" : say(locale, "meant", { word: near }) })}\n`,
    );
    return 2;
  }
  try {
    return await (
      await command()
    )(rest, locale);
  } catch (error) {
    const wrong = wrongUse(error, locale);
    if (wrong !== undefined) {
      process.stderr.write(`${say(locale, "wrongOption", { error: wrong })} ${say(locale, "helpOf", { word })}\n`);
      return 2;
    }
    const fault = (ofDatabase.has(word) ? databaseFault(error, locale) : undefined) ?? fileFault(error, locale);
    if (fault === undefined) throw error;
    process.stderr.write(`${fault}\n`);
    return 1;
  }
}

// Whoever pipes the output into `head` has read enough; that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});
process.exitCode = await main();
