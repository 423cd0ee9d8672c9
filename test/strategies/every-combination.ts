/** Every strategy that can be written of a base. */
import type { Base } from '../../src/strategies/base.ts'
import { MODIFIERS, type ModifierName } from '../../src/strategies/modifiers.ts'
import { parseStrategy } from '../../src/strategies/registry.ts'
import type { Strategy } from '../../src/strategies/strategy.ts'

/** Those that no combination makes fit are left out first: there are as many subsets as 2 to the rest. */
const fitting = (base: Base): readonly ModifierName[] =>
  MODIFIERS.filter(({ name, requires }) => {
    const along = requires === undefined ? '' : `+${requires.modifier.name}`
    return parseStrategy(`${base.name}+${name}${along}`).kind === 'strategy'
  }).map(({ name }) => name)

/** Once each, by whichever of its spellings comes first. */
export function combinationsOf(base: Base): readonly Strategy[] {
  const names = fitting(base)
  const found = new Map<string, Strategy>()
  for (let mask = 0; mask < 1 << names.length; mask += 1) {
    const modifiers = names.filter((_, index) => ((mask >> index) & 1) === 1)
    const strategy = parseStrategy([base.name, ...modifiers].join('+'))
    if (strategy.kind !== 'strategy-error') found.set(strategy.name, strategy)
  }
  return [...found.values()]
}
