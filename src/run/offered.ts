/** What servers offer that is safer than what some strategies do. */
import type { Safer } from '../strategies/hazard.ts'
import type { RunSpec } from './spec.ts'

/**
 * What a client could do at any of the servers, if it wanted to. Through a proxy that takes PLAIN alone
 * nothing else can be done.
 */
export function offeredBy({ servers }: Pick<RunSpec, 'servers'>): readonly Safer[] {
  const binding = servers.some(
    ({ xmpp: { sasl } }) => sasl.bindingTypes.length + sasl.bindingTypes12.length > 0,
  )
  const scram = servers.some(
    ({ xmpp: { sasl }, front }) => front === undefined && sasl.mechanisms.some(isScram),
  )
  return [...(binding ? (['binding'] as const) : []), ...(scram ? (['scram'] as const) : [])]
}

export const isScram = (mechanism: string): boolean => mechanism.startsWith('SCRAM-')
