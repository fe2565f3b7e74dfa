/** Who may change something in the energy audit. */
import { hasRole, type Person } from "../site/person.ts";

/** May change the register and release figures. */
export const mayChange = (person: Person | undefined): person is Person => hasRole(person, "energy", "admin");
