/** A value for each of some names, in their order; unlike `Object.fromEntries` it knows them. */
export function byName<const Name extends string, Value>(
  names: readonly Name[],
  value: (name: Name) => Value,
): Readonly<Record<Name, Value>> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, Value>
}
