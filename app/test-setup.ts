/** `leitstand test`: says which Debian packages the tests need, installs them unless forbidden, and runs tests/run.ts. */
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { alertmanagerProgram, aptLine, findProgram, installPackages, prometheusProgram, type Program } from "./debian.ts";
import { say } from "./words.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const needed: readonly Program[] = [
  prometheusProgram,
  alertmanagerProgram,
  { package: "snmp", names: ["snmpbulkwalk"], variable: "SNMPBULKWALK_BIN" },
  { package: "snmpsim", names: ["snmpsimd"], variable: "SNMPSIMD_BIN" },
  { package: "chromium", names: ["chromium"], variable: "CHROMIUM_BIN" },
  { package: "poppler-utils", names: ["pdftoppm"], variable: "PDFTOPPM_BIN" },
  { package: "qpdf", names: ["qpdf"], variable: "QPDF_BIN" },
  { package: "postgresql", names: ["pg_createcluster"], variable: "PG_CREATECLUSTER_BIN" },
  { package: "python3", names: ["python3"], variable: "PYTHON_BIN" },
];

const args = process.argv.slice(2);
const missing = needed.filter((program) => findProgram(program) === undefined).map((program) => program.package);
if (missing.length > 0) {
  const line = aptLine(missing);
  if (args.includes("--no-install")) {
    process.stderr.write(`${say("de", "missing", { packages: missing.join(", ") })}\n${say("de", "missingLine", { line })}\n`);
    process.exit(1);
  }
  process.stderr.write(`${say("de", "installing", { packages: missing.join(", "), line })}\n`);
  const error = installPackages(missing);
  if (error !== undefined) {
    process.stderr.write(`${say("de", "installFailed", { error, line })}\n`);
    process.exit(1);
  }
}
const rest = args.filter((argument) => argument !== "--no-install");
const result = spawnSync(process.execPath, [join(root, "tests", "run.ts"), ...rest], { stdio: "inherit", cwd: root });
process.exit(result.status ?? 1);
