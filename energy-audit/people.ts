/** Who may change something in the energy audit. */
import type { Request } from "express";
import { hasRole, type Person } from "../site/person.ts";

/** May change the register and release figures. */
export const mayChange = (person: Person | undefined): person is Person => hasRole(person, "energy", "admin");

/** Browsers say where a form came from; one that says nothing is no browser and cannot be tricked into sending. */
export function fromThisHouse(request: Request): boolean {
  const from = request.get("sec-fetch-site");
  return from === undefined || from === "same-origin" || from === "none";
}
