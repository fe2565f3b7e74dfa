/** Who may change something in the energy audit. Login is `app/`'s; here a request has a person or none. */
import type { Request } from "express";
import type { Contact } from "../site/inventory.ts";

/** A person as the inventory knows them. */
export type Person = Pick<Contact, "id" | "name" | "roles">;
/** Who sends a request; undefined for nobody. */
export type Identify = (request: Request) => Promise<Person | undefined>;

/** May change the register and release figures. */
export const mayChange = (person: Person | undefined): person is Person =>
  person !== undefined && person.roles.some((role) => role === "energy" || role === "admin");

/** Browsers say where a form came from; one that says nothing is no browser and cannot be tricked into sending. */
export function fromThisHouse(request: Request): boolean {
  const from = request.get("sec-fetch-site");
  return from === undefined || from === "same-origin" || from === "none";
}
