import type { GraphQLResolveInfo } from "graphql";
import type { Access } from "../directive/access.js";
import type { Demand } from "./create-judge.js";
import { readSuppliedInputs, type SuppliedVariables } from "./read-supplied-inputs.js";

const executions = new WeakMap<Access, WeakMap<object, SuppliedVariables>>();

/** The coerced variables of an execution, whose own they are, for all fields that one guard guards. */
function readVariables(values: GraphQLResolveInfo["variableValues"], access: Access): SuppliedVariables {
  const known = executions.get(access) ?? new WeakMap<object, SuppliedVariables>();
  executions.set(access, known);
  const variables = known.get(values) ?? { values, coerced: true, found: new Map() };
  known.set(values, variables);
  return variables;
}

/** What the arguments and input fields that the caller supplied to a field ask for. */
export function readDemands(coordinate: string, info: GraphQLResolveInfo, access: Access): readonly Demand[] {
  const field = { coordinate, args: info.parentType.getFields()[info.fieldName]?.args ?? [] };
  const variables = readVariables(info.variableValues, access);
  const supplied = info.fieldNodes.flatMap((node) => [...readSuppliedInputs(field, node, variables, access)]);
  return [...new Set(supplied)].map((input) => ({ coordinate: input, rules: access.inputs.get(input) ?? [] }));
}
