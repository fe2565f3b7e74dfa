/** A person behind a request, as every room asks for one. Login is `app/`'s; a room is handed `Identify` and knows no more. */
import type { Request } from "express";
import type { Contact } from "./inventory.ts";

/** A person as the inventory knows them at this moment. */
export type Person = Pick<Contact, "id" | "name" | "roles">;

/** Who sends a request; undefined for nobody. */
export type Identify = (request: Request) => Promise<Person | undefined>;

/** Whether there is a person who has one of these roles. */
export function hasRole(person: Person | undefined, ...roles: readonly Person["roles"][number][]): person is Person {
  return person !== undefined && person.roles.some((role) => roles.includes(role));
}
