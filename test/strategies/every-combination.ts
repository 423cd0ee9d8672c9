/** Strategies that can be written of a base. */
import type { Base } from '../../src/strategies/base.ts'
import type { ModifierName } from '../../src/strategies/modifiers.ts'
import { parseStrategy } from '../../src/strategies/registry.ts'
import type { Strategy } from '../../src/strategies/strategy.ts'
import { subsetsOf } from './combinations.ts'
import { COMBINABLE } from './minimum-waits.ts'

/** Those that no other one makes fit are left out first: there are as many subsets as 2 to the rest. */
const fitting = (base: Base): readonly ModifierName[] =>
  COMBINABLE.filter((name) =>
    COMBINABLE.some((other) => {
      const written = other === name ? [name] : [name, other]
      return parseStrategy([base.name, ...written].join('+')).kind === 'strategy'
    }),
  )

/** With every set of those modifiers that are played together. */
export const combinationsOf = (base: Base): readonly Strategy[] =>
  written(base, subsetsOf(fitting(base)))

/** With each of them alone, serially and pipelined. */
export const someOf = (base: Base): readonly Strategy[] =>
  written(
    base,
    COMBINABLE.flatMap((name): readonly (readonly ModifierName[])[] =>
      name === 'pipelined' ? [[], [name]] : [[name], ['pipelined', name]],
    ),
  )

/** Once each, by whichever of its spellings comes first. */
const written = (base: Base, sets: readonly (readonly ModifierName[])[]): readonly Strategy[] => {
  const found = new Map<string, Strategy>()
  for (const modifiers of sets) {
    const strategy = parseStrategy([base.name, ...modifiers].join('+'))
    if (strategy.kind !== 'strategy-error') found.set(strategy.name, strategy)
  }
  return [...found.values()]
}
