import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inspect } from "./pdf.ts";
import { sampleFolder, sampleReports } from "./sample-reports.ts";

test("the sample reports are what the code makes today, byte by byte", async () => {
  for (const [name, bytes] of await sampleReports()) {
    const committed = readFileSync(join(sampleFolder, name));
    assert.ok(committed.equals(bytes), `${name} is another one: run node tests/energy/sample-reports.ts, look at it, commit it`);
    assert.match(inspect(committed, "qpdf", "--check", "FILE"), /No syntax or stream encoding errors/);
  }
});
