/** Why a strategy cannot be run against a real server: the first thing that is in its way. */
import { canPostQuantum } from '../../attach/live/tls.ts'
import { missing, needText } from '../../strategies/needs.ts'
import type { TlsUse } from '../../strategies/over.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import type { FastOpenListener } from '../fast-open.ts'
import type { Discovery } from './discovery.ts'

const WAYS = { direct: 'direct TLS', starttls: 'STARTTLS' } as const

/** In words; undefined when nothing is known to be. */
export function obstacleTo(
  { said, over, against, earlier }: Strategy,
  { features }: Discovery,
  serverFastOpen: FastOpenListener | undefined,
): string | undefined {
  if (over.kind === 'tcp') return 'a scripted dialogue has no server to run against'
  const offered = features[over.security]
  if ('code' in offered) return `${WAYS[over.security]}: ${offered.detail}`
  const own = beyondNode(over.tls)
  if (own !== undefined) return own
  if (against.helloRetryRequest) return 'only the server can decide on a HelloRetryRequest'
  if (over.fastOpen && serverFastOpen === undefined) return FAST_OPEN_UNKNOWN
  const needs = [...said.needs, ...(earlier?.said.needs ?? [])]
  const [need] = missing(needs, { features: offered })
  return need === undefined ? undefined : `expected ${needText(need)} to be offered`
}

/** The far end's TCP is simulated, and the connection to the server is a real one without. */
const FAST_OPEN_UNKNOWN =
  'whether the server’s kernel accepts TCP Fast Open cannot be seen from here, and was not said'

function beyondNode({ earlyData, falseStart, postQuantum }: TlsUse): string | undefined {
  if (earlyData) return 'Node cannot send TLS early data'
  if (falseStart) return 'Node does not do TLS False Start'
  if (postQuantum && !canPostQuantum()) {
    return 'this Node (its OpenSSL) does not have X25519MLKEM768'
  }
  return undefined
}
