/** The ways to a person: mail always, a mail-to-SMS gateway and a webhook where the site file names them. */
import type { Contact } from "../../site/inventory.ts";

export const channels = ["mail", "sms", "webhook"] as const;
export type Channel = (typeof channels)[number];

/** One way to one person; of a webhook only the host is named, its address may carry a secret. */
export interface Way {
  readonly channel: Channel;
  readonly address: string;
}

/** Host and port of a webhook's address, as metrics, log and delivery rows name it. */
export const webhookHost = (url: string): string => new URL(url).host;

/** Name of a webhook in metrics, beside the relays. */
export const webhookName = (host: string): string => `webhook:${host}`;

/** All ways to a person, the ordinary one first. */
export function waysTo({ email, sms, webhook }: Pick<Contact, "email" | "sms" | "webhook">): Way[] {
  return [
    { channel: "mail", address: email },
    ...(sms === undefined ? [] : [{ channel: "sms", address: sms } as const]),
    ...(webhook === undefined ? [] : [{ channel: "webhook", address: webhookHost(webhook.url) } as const]),
  ];
}
