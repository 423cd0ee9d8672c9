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
  const { starttls, direct, websocket, ways } = given
  if (starttls !== undefined || direct !== undefined || websocket !== undefined) {
    return { starttls, direct, websocket }
  }
  const name = aLabels(domain)
  const found = await findAddresses(name)
  if (ways === 'both') return { ...found, websocket }
  const standard = { host: name, port: DIRECT_TLS_PORT }
  return { starttls: undefined, direct: found.direct ?? standard, websocket }
}
