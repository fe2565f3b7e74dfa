import assert from "node:assert/strict";
import { test } from "node:test";
import { formatDay, formatMoment } from "../../site/locale.ts";

const zone = "Europe/Berlin";

test("a moment of today is its time of day; of another day, in the site's zone, it has its day", () => {
  const now = new Date("2026-11-28T02:04:17Z");
  assert.equal(formatMoment(new Date("2026-11-27T23:30:00Z"), now, zone), "00:30");
  assert.equal(formatMoment(new Date("2026-11-27T22:30:00Z"), now, zone), "Fr., 27.11.2026, 23:30");
  assert.equal(formatMoment(new Date("2026-11-27T22:30:00Z"), now, zone, "en"), "Fri, 27/11/2026, 23:30");
  assert.equal(formatDay(now, zone, "de", true), "Sa., 28.11.2026, 03:04:17");
});
