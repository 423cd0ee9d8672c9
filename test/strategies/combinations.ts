/**
 * Sets of modifiers, for tests that try them all. Those of addresses change nothing above TCP, and an
 * encrypted ClientHello no wait: every set of them is tried with a few of the others instead of with
 * all.
 */
import { MODIFIER_NAMES, type ModifierName } from '../../src/strategies/modifiers.ts'

export const ADDRESS_MODIFIERS = [
  'v6-broken',
  'v6-refused',
  'first-dead',
  'first-refused',
  'primary-dead',
  'happy-eyeballs',
] as const satisfies readonly ModifierName[]

export const isOfAddresses = (name: ModifierName): boolean =>
  (ADDRESS_MODIFIERS as readonly ModifierName[]).includes(name)

const APART: readonly ModifierName[] = [...ADDRESS_MODIFIERS, 'ech']

export function subsetsOf<Name>(names: readonly Name[]): readonly (readonly Name[])[] {
  const all: Name[][] = []
  for (let mask = 0; mask < 1 << names.length; mask += 1) {
    all.push(names.filter((_, index) => ((mask >> index) & 1) === 1))
  }
  return all
}

/** Every set of the others, implied ones written out or not. */
export const modifierSets = (): readonly (readonly ModifierName[])[] =>
  subsetsOf(MODIFIER_NAMES.filter((name) => !APART.includes(name)))
