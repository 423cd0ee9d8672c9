/**
 * Sets of modifiers, for tests that try them all. Those of addresses change nothing above TCP, an
 * encrypted ClientHello no wait, and what precedes a connection nothing in it: they are tried with a few
 * of the others instead of with all.
 */
import type { ModifierName } from '../../src/strategies/modifiers.ts'

export const ADDRESS_MODIFIERS = [
  'v6-broken',
  'v6-refused',
  'first-dead',
  'first-refused',
  'primary-dead',
  'happy-eyeballs',
] as const satisfies readonly ModifierName[]

const APART: readonly ModifierName[] = [
  ...ADDRESS_MODIFIERS,
  'ech',
  'ech-rejected',
  'ech-retry',
  'hostmeta2',
  'hostmeta',
  'hostmeta-reused',
]

export const isApart = (name: ModifierName): boolean => APART.includes(name)

export function subsetsOf<Name>(names: readonly Name[]): readonly (readonly Name[])[] {
  const all: Name[][] = []
  for (let mask = 0; mask < 1 << names.length; mask += 1) {
    all.push(names.filter((_, index) => ((mask >> index) & 1) === 1))
  }
  return all
}
