import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import * as fc from "../property.ts";
import { readBounce, returnAddress } from "../../alerts/oncall/bounce.ts";
import type { Contact, Site } from "../../site/inventory.ts";
import {
  addressOf,
  alertJson,
  bodyOf,
  clockAt,
  openMailbox,
  openWorld,
  temporaryFolder,
  textOf,
  waitFor,
  type World,
} from "./setup.ts";

const delivery = "k3f9x2m7q4w8z6t5";
const to = returnAddress("bounces@leitstand.example", delivery);

interface Report {
  readonly action?: string;
  readonly status?: string;
  readonly to?: string;
  readonly messageId?: string;
}

/** A delivery status notification as a mail server writes it (RFC 3464). */
function report({ action = "failed", status = "5.1.1", to: back = to, messageId = "<other@x.example>" }: Report = {}): string {
  return `Return-Path: <>
From: MAILER-DAEMON@mx.city.example (Mail Delivery System)
To: ${back}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B.1"

--B.1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B.1
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.city.example
Arrival-Date: Mon, 23 Nov 2026 03:04:40 +0100 (CET)

Final-Recipient: rfc822; it-2@leitstand.example
Original-Recipient: rfc822;it-2@leitstand.example
Action: ${action}
Status: ${status}
Remote-MTA: dns; inner.city.example
Diagnostic-Code: smtp; 550 5.1.1 <it-2@leitstand.example>:
    Recipient address rejected: User unknown

--B.1
Content-Type: text/rfc822-headers

From: Leitstand <leitstand@leitstand.example>
Message-ID: ${messageId}
Subject: KRITISCH

--B.1--
`.replaceAll("\n", "\r\n");
}

const read = (text: string) => readBounce(Buffer.from(text));

test("a permanent failure names delivery, kind and reason, also folded over lines", async () => {
  assert.deepEqual(await read(report()), {
    kind: "failed",
    delivery,
    permanent: true,
    reason: "5.1.1 smtp; 550 5.1.1 <it-2@leitstand.example>: Recipient address rejected: User unknown",
  });
});

test("a mail given up after days of tries has failed, but its address is not at fault", async () => {
  const bounce = await read(report({ status: "4.4.7" }));
  assert.ok(bounce.kind === "failed" && !bounce.permanent);
});

test("a warning that a mail is delayed is no failure, and a success is nothing", async () => {
  assert.equal((await read(report({ action: "delayed", status: "4.4.1" }))).kind, "delayed");
  for (const action of ["delivered", "relayed", "expanded"])
    assert.equal((await read(report({ action, status: "2.0.0" }))).kind, "none");
});

test("without the tagged address the Message-ID of the returned mail tells which it was", async () => {
  const bounce = await read(report({ to: "bounces@leitstand.example", messageId: `<${delivery}@leitstand.example>` }));
  assert.ok(bounce.kind === "failed" && bounce.delivery === delivery);
  assert.equal((await read(report({ to: "bounces@leitstand.example" }))).kind, "none", "about no mail of ours");
});

test("an out-of-office reply is nothing, whatever it quotes; a mail system's free text is unclear", async () => {
  const reply = (headers: string): string =>
    `${headers}To: ${to}\r\nSubject: Abwesend\r\n\r\nIch bin im Urlaub. Code: 4711 Message-ID: <${delivery}@leitstand.example>\r\n`;
  assert.equal((await read(reply("From: it-2@leitstand.example\r\nAuto-Submitted: auto-replied\r\n"))).kind, "none");
  assert.equal((await read(reply("From: it-2@leitstand.example\r\n"))).kind, "none");
  assert.equal((await read(reply("From: MAILER-DAEMON@old.example\r\n"))).kind, "unclear");
});

test("whatever strangers write into the mailbox, reading it does not throw", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), fc.nat(report().length), async (noise, at) => {
      const text = Buffer.from(report());
      await readBounce(Buffer.concat([text.subarray(0, at), noise, text.subarray(at)]));
      await readBounce(Buffer.from(noise));
    }),
    { numRuns: 200 },
  );
});

const night = "2026-11-23T02:04:30Z";
const sms = "4915100000000@sms.example";

interface Returned {
  readonly world: World;
  readonly mailbox: Awaited<ReturnType<typeof openMailbox>>;
  readonly senders: Map<string, string>;
  readonly folder: string;
  /** A mail comes back; `envelope` is the sender it had left with. */
  readonly comesBack: (envelope: string, more?: Report) => void;
}

async function openReturned(t: TestContext, ways: Partial<Contact>): Promise<Returned> {
  const senders = new Map<string, string>();
  const mailbox = await openMailbox(t, {
    onMailFrom: (_address, _session, callback) => callback(null),
    onRcptTo({ address }, session, callback) {
      if (session.envelope.mailFrom !== false) senders.set(address, session.envelope.mailFrom.address);
      callback(null);
    },
  });
  const folder = join(temporaryFolder(t), "bounces");
  mkdirSync(join(folder, "new"), { recursive: true });
  const world = await openWorld(t, { ports: [mailbox.port], clock: clockAt(night) });
  const change = (site: Site): Site => ({
    ...site,
    contacts: site.contacts.map((contact) => (contact.id === "it-2" ? { ...contact, ...ways } : contact)),
    mail: { ...site.mail, bounces: { address: "bounces@leitstand.example", folder } },
  });
  world.says.site = change(world.says.site);
  let count = 0;
  const comesBack = (envelope: string, more: Report = {}): void =>
    writeFileSync(join(folder, "new", `${++count}.mx.example`), report({ to: envelope, ...more }));
  return { world, mailbox, senders, folder, comesBack };
}

test("a page that comes back as undeliverable goes the next way, and the address is an incident of its own", async (t) => {
  // The person is told by mail alone of what is not critical; so the next way is free.
  const { world, mailbox, senders, folder, comesBack } = await openReturned(t, { sms });
  world.says.site = {
    ...world.says.site,
    policies: world.says.site.policies.map((policy) => ({ ...policy, working_hours_only: false })),
  };
  await world.post(bodyOf(alertJson({ severity: "warning" })));
  await mailbox.until(1);
  const envelope = senders.get("it-2@leitstand.example") ?? "";
  assert.match(envelope, /^bounces\+[a-z0-9]{16}@leitstand\.example$/);
  await waitFor("the mail to be settled", async () => {
    const [row] = await world.db.selectFrom("oncall_delivery").selectAll().execute();
    return row?.state === "accepted" ? true : undefined;
  });
  comesBack(envelope);
  const short = await waitFor("the short message", () => mailbox.mails.find((mail) => addressOf(mail) === sms));
  assert.match(textOf(short), /^WARNUNG/);
  const own = await waitFor("the incident", async () =>
    (await world.oncall.openIncidents()).find(({ title }) => title === "OnCallAddressFails"),
  );
  assert.equal(own.severity, "warning");
  assert.deepEqual(readdirSync(join(folder, "new")), []);
  const { site } = world.says;
  world.says.site = {
    ...site,
    contacts: site.contacts.map((one) => (one.id === "it-2" ? { ...one, email: "new@leitstand.example" } : one)),
  };
  await waitFor("its end, once the file names another address", async () =>
    (await world.oncall.openIncidents()).some(({ title }) => title === own.title) ? undefined : true,
  );
});

test("when the only way to a person fails after all, the next step comes at once; a delay warning and strangers change nothing", async (t) => {
  const { world, mailbox, senders, comesBack } = await openReturned(t, {});
  await world.post(bodyOf(alertJson({ name: "VpnGatewayDown", labels: { class: "vpn" } })));
  await mailbox.until(1);
  const envelope = senders.get("it-2@leitstand.example") ?? "";
  comesBack(envelope, { action: "delayed", status: "4.4.1" });
  comesBack(returnAddress("bounces@leitstand.example", "abcdefghjkmnpqrs"));
  await new Promise((resolve) => setTimeout(resolve, 2500));
  assert.equal(mailbox.mails.length, 1);
  comesBack(envelope);
  const next = await waitFor("the next step", () => mailbox.mails.find((mail) => addressOf(mail).startsWith("leitung@")));
  assert.match(textOf(next), /Bisher hat niemand übernommen \(Stufe 2\)/);
});
