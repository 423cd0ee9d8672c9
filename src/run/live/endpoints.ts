/** Where a live run connects to: what was given, or else what the domain's DNS says. */
import { aLabels } from '../../address.ts'
import { findAddresses } from '../../attach/live/address.ts'
import type { Endpoints } from './spec.ts'

/** Registered for nothing, and what servers take by convention. */
const DIRECT_TLS_PORT = 5223

export async function endpointsOf(
  domain: string,
  given: Endpoints & { readonly ways: 'both' | 'direct' },
): Promise<Endpoints> {
  const { starttls, direct, ways } = given
  if (starttls !== undefined || direct !== undefined) return { starttls, direct }
  const name = aLabels(domain)
  const found = await findAddresses(name)
  if (ways === 'both') return found
  return { starttls: undefined, direct: found.direct ?? { host: name, port: DIRECT_TLS_PORT } }
}
