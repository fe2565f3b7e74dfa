import { z } from "zod";
import { siteSchema } from "./inventory.ts";
import { secretPattern } from "./secrets.ts";

/** What we read of a JSON Schema; editors read all of it. */
interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly additionalProperties?: Node | boolean;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
}

/**
 * The shape of `site.yaml` as JSON Schema (draft 7, which the YAML language server reads best), for editors. Where a
 * secret stands, only a reference is allowed. What a schema cannot say (links between entries) `readSite` checks.
 */
export function siteJsonSchema(): object {
  const schema = z.toJSONSchema(siteSchema, {
    io: "input",
    target: "draft-7",
    override: ({ jsonSchema }) => {
      if (jsonSchema["secret"] === true) {
        delete jsonSchema["secret"];
        delete jsonSchema.minLength;
        jsonSchema.pattern = secretPattern.source;
      }
      // Says only that the number is whole and fits a double.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return { ...schema, title: "Leitstand: site.yaml", description: "What exists, what it is called, what is normal." };
}

let whole: Node | undefined;

/** Keys that the schema knows at a place such as `devices[].limits`, those of every variant together. */
export function keysAt(shape: string): string[] {
  const steps = shape === "" ? [] : shape.split(/\.|(?=\[)/);
  whole ??= siteJsonSchema();
  let nodes: readonly Node[] = [whole];
  for (const step of steps) {
    nodes = variants(nodes).flatMap(({ items, properties, additionalProperties }) => {
      if (step === "[]") return items ?? [];
      return properties?.[step] ?? (typeof additionalProperties === "object" ? additionalProperties : []);
    });
  }
  return [...new Set(variants(nodes).flatMap(({ properties }) => Object.keys(properties ?? {})))];
}

function variants(nodes: readonly Node[]): readonly Node[] {
  return nodes.flatMap((node) => [node, ...variants([...(node.anyOf ?? []), ...(node.oneOf ?? [])])]);
}
