/**
 * Combining modifiers: what they imply, the order of their names, and which combinations make no
 * sense, as each modifier says it of itself.
 */
import type { Base } from './base.ts'
import {
  GOES_ON,
  LIVES_ON,
  type Modifier,
  NO_TCP,
  NO_TLS,
  NO_TLS_12,
  ONE_ADDRESS_OVER_QUIC,
} from './modifier.ts'
import { MODIFIERS, type ModifierName } from './modifiers.ts'
import { goesOn, isMoved } from './over.ts'

type Named = (typeof MODIFIERS)[number]

/** By name, those that are implied included or not. */
export type Modifiers = ReadonlySet<ModifierName>

/** In canonical order. */
export const valuesOf = (modifiers: Modifiers): readonly Named[] =>
  MODIFIERS.filter(({ name }) => modifiers.has(name))

export const withImplied = (written: Iterable<ModifierName>): Modifiers => {
  const names = new Set(written)
  const implied = impliedBy(valuesOf(names))
  const all = MODIFIERS.filter((one) => names.has(one.name) || implied.has(one))
  return new Set(all.map(({ name }) => name))
}

/**
 * The modifiers that make up the name: those that no other one implies, in canonical order.
 * `0rtt` and `tls-resumed+0rtt` are the same strategy and get the same name.
 */
export const canonicalOrder = (modifiers: Modifiers): readonly Named[] => {
  const values = valuesOf(modifiers)
  const implied = impliedBy(values)
  return values.filter((one) => !implied.has(one))
}

const impliedBy = (modifiers: readonly Modifier[]): ReadonlySet<Modifier> =>
  new Set(modifiers.flatMap(({ implies }) => implies ?? []))

/**
 * Why this combination is refused, or undefined when it makes sense. Implied modifiers must have
 * been added; of several reasons the first is told, in canonical order.
 */
export const refusal = (modifiers: Modifiers, base: Base): string | undefined => {
  const values: readonly Modifier[] = valuesOf(modifiers)
  for (const modifier of values) {
    const why = unfit(modifier, base) ?? clash(modifier, values) ?? rivalry(modifier, values)
    if (why !== undefined) return why
  }
  return undefined
}

const unfit = (modifier: Modifier, base: Base): string | undefined => {
  const { tls, opening, addresses, unfit } = modifier
  const { kind } = base.over
  if (isMoved(base.over)) return LIVES_ON
  if (goesOn(base.over) && isNegotiated(modifier)) return GOES_ON
  if (tls !== undefined && kind === 'tcp') return NO_TLS
  if (tls?.version === '1.2' && kind === 'quic') return NO_TLS_12
  if (opening?.fastOpen === true && kind === 'quic') return NO_TCP
  if (addresses !== undefined && kind === 'quic') return ONE_ADDRESS_OVER_QUIC
  return unfit?.(base)
}

/** Whether it changes what is said. */
const isNegotiated = ({ manner, tokens, hazard }: Modifier): boolean =>
  [manner, tokens, hazard].some((change) => change !== undefined)

const clash = ({ requires, clashes }: Modifier, all: readonly Modifier[]): string | undefined =>
  requires === undefined || all.includes(requires.modifier)
    ? clashes?.find(({ modifier }) => all.includes(modifier))?.why
    : requires.why

const rivalry = (modifier: Modifier, all: readonly Modifier[]): string | undefined => {
  const { name, oneOf } = modifier
  const rival = all.find((one) => one !== modifier && oneOf !== undefined && one.oneOf === oneOf)
  return rival && `it is ${name} or ${rival.name}, not both`
}
