/** Finding strategies by what people write, and listing those worth a place in a table. */
import { meantHint } from '../json/named.ts'
import { assemble } from './assembly.ts'
import type { Base } from './base.ts'
import { BASES } from './bases.ts'
import { refusal, withImplied } from './combination.ts'
import { MODIFIER_NAMES, type ModifierName } from './modifiers.ts'
import type { Strategy, StrategyError } from './strategy.ts'

export { BASES } from './bases.ts'
export { MODIFIERS } from './modifiers.ts'

/** Reads `BASE+MOD+MOD`, modifiers in any order. */
export const parseStrategy = (
  text: string,
  bases: readonly Base[] = BASES,
): Strategy | StrategyError => {
  const [baseName = '', ...names] = text.trim().split('+')
  const base = bases.find((one) => one.name === baseName)
  if (base === undefined) {
    const known = bases.map((one) => one.name)
    return refused('unknown-base', `strategy "${baseName}"`, knownOne(baseName, known))
  }
  const written = new Set<ModifierName>()
  for (const name of names) {
    const modifier = MODIFIER_NAMES.find((one) => one === name)
    if (name === BOUND) {
      return refused('unknown-modifier', `modifier "${BOUND}"`, BOUND_HINT)
    }
    if (modifier === undefined) {
      return refused('unknown-modifier', `modifier "${name}"`, knownOne(name, MODIFIER_NAMES))
    }
    if (written.has(modifier)) {
      const found = `modifier "${name}" twice in "${text}"`
      return refused('duplicate-modifier', found, 'each modifier once')
    }
    written.add(modifier)
  }
  const modifiers = withImplied(written)
  const why = refusal(modifiers, base)
  if (why !== undefined) {
    return refused('senseless', `"${text}"`, `a combination that makes sense (${why})`)
  }
  return assemble(base, modifiers)
}

/** What used to be asked for is done anyway. */
const BOUND = 'plus'
const BOUND_HINT =
  'the name without it: channel binding is used wherever the server offers it, and "unbound" does without'

const refused = (
  reason: StrategyError['reason'],
  found: string,
  expected: string,
): StrategyError => ({
  kind: 'strategy-error',
  reason,
  found,
  expected,
  message: `found ${found}, expected ${expected}`,
})

const knownOne = (found: string, known: readonly string[]): string =>
  `a known one${meantHint(found, known)}`

/**
 * What each base is usefully combined with, those that say something on their own: as in the
 * columns of the table of minimum waits, and what a TLS library or a network adds or saves.
 */
const USEFUL: readonly string[] = [
  '',
  '+pipelined',
  '+pipelined+tfo',
  '+tls12',
  '+pipelined+tls-resumed',
  '+pipelined+pq',
  '+pipelined+unbound',
]
const USEFUL_WITH_FAST: readonly string[] = ['+pipelined+0rtt', '+pipelined+0rtt+tfo']

/** Those that are compared everywhere, with their useful modifiers: what most published results show. */
export const usefulStrategies = (): readonly Strategy[] =>
  BASES.filter(({ entry }) => entry.compared === 'everywhere').flatMap(usefulOf)

/** The whole catalogue: every base with its useful modifiers. */
export const catalogue = (): readonly Strategy[] => BASES.flatMap(usefulOf)

const usefulOf = (base: Base): readonly Strategy[] => {
  const strategies: Strategy[] = []
  for (const modifiers of [...USEFUL, ...USEFUL_WITH_FAST]) {
    const parsed = parseStrategy(base.name + modifiers)
    if (parsed.kind !== 'strategy-error') strategies.push(parsed)
  }
  return strategies
}
