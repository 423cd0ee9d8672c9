/** Why a strategy cannot be run against a real server: the first thing that is in its way. */
import { canPostQuantum } from '../../attach/live/tls.ts'
import type { BindingType } from '../../sasl/channel-binding.ts'
import type { Proof } from '../../sasl/mechanism.ts'
import { MECHANISMS } from '../../sasl/mechanisms.ts'
import { missing, type Need, needText } from '../../strategies/needs.ts'
import { entranceOf, overHttp, type TlsUse } from '../../strategies/over.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import type { Features } from '../../xmpp/features.ts'
import { type Discovery, WAY_NAMES } from './discovery.ts'
import type { LiveSpec } from './spec.ts'

/** In words; undefined when nothing is known to be. */
export function obstacleTo(
  strategy: Strategy,
  { features, unbindable, resumption }: Pick<Discovery, 'features' | 'unbindable' | 'resumption'>,
  {
    serverFastOpen,
    showPassword,
    courses,
    identity,
  }: Pick<LiveSpec, 'serverFastOpen' | 'showPassword' | 'courses' | 'identity'>,
): string | undefined {
  const { said, over, against, earlier } = strategy
  if (over.kind === 'tcp') return 'a scripted dialogue has no server to run against'
  if (over.kind === 'quic') return 'Node does not speak QUIC'
  const entrance = entranceOf(over)
  const offered = features[entrance]
  if ('code' in offered) return `${WAY_NAMES[entrance]}: ${offered.detail}`
  if (overHttp(over) && courses.length > 0) return NO_LIVES
  if (over.grant === 'fetched') return 'of a real domain no access token is fetched (XEP-0493)'
  if (over.hostMeta !== 'none')
    return 'of a real domain the web server is not visited (XEP-0156, XEP-0487)'
  const own = beyondNode(over.tls)
  if (own !== undefined) return own
  if (against.helloRetryRequest) return 'only the server can decide on a HelloRetryRequest'
  if (over.fastOpen && serverFastOpen === undefined) return FAST_OPEN_UNKNOWN
  const needs = [...said.needs, ...(earlier?.said.needs ?? [])]
  const unheld = beyondGuest(needs, identity)
  if (unheld !== undefined) return unheld
  const usable = showPassword === 'never' ? withoutDisclosing(offered) : offered
  const [need] = missing(needs, { features: usable, resumption })
  if (need === undefined) {
    const refused = unbindable[entrance]
    const isRefused = refused !== undefined && bindsTo(refused, strategy, needs, offered)
    return isRefused ? `${WAY_NAMES[entrance]}: ${NOT_BOUND}` : undefined
  }
  if (need.kind !== 'mechanism' || need.of === 'fast' || showPassword !== 'never') {
    return `expected ${needText(need)} to be offered`
  }
  const anyOf = need.anyOf.filter((name) => !discloses(name))
  if (anyOf.length === 0) return `${need.anyOf.join(' or ')} ${SHOWS}`
  const hint = usable === offered ? '' : PLAIN_HINT
  return `expected ${needText({ ...need, anyOf })} to be offered${hint}`
}

const NOT_BOUND = 'channel binding was refused: does a proxy end TLS there? (+unbound)'

/**
 * Whether what was refused would be bound to. Where that was a value of the connection, the certificate
 * may still be the same at both ends of a proxy.
 */
function bindsTo(
  refused: BindingType,
  { modifiers }: Strategy,
  needs: readonly Need[],
  { sasl, sasl2 }: Features,
): boolean {
  if (modifiers.includes('unbound')) return false
  if (modifiers.includes('bind-end-point') && refused !== 'tls-server-end-point') return false
  const offered = [...sasl, ...(sasl2?.mechanisms ?? []), ...(sasl2?.fast ?? [])]
  return needs.some(
    (need) =>
      need.kind === 'mechanism' &&
      need.anyOf.some((name) =>
        offered.some((one) => binds(one) && (one === name || one === `${name}-PLUS`)),
      ),
  )
}

const binds = (name: string): boolean => (MECHANISMS.named(name)?.binds ?? 'nothing') !== 'nothing'

const discloses = (name: string): boolean => MECHANISMS.named(name)?.discloses === 'secret'

const SHOWS = 'shows the server the password (--allow-plain)'
const PLAIN_HINT = `; PLAIN is, which ${SHOWS}`

/** What a guest holds is a password, and what it has been given since. */
const UNHELD: Readonly<Record<Exclude<Proof, 'password' | 'token'>, string>> = {
  certificate: 'a guest has no client certificate (--client-cert)',
  grant: 'a guest has no access token of the server',
  device: 'a guest has no device that is registered with the server',
}

function beyondGuest(needs: readonly Need[], identity: string | undefined): string | undefined {
  for (const need of needs) {
    const [name = ''] = need.kind === 'mechanism' ? need.anyOf : []
    const proves = MECHANISMS.named(name)?.proves
    if (proves === undefined || proves === 'password' || proves === 'token') continue
    if (proves === 'certificate' && identity !== undefined) continue
    return UNHELD[proves]
  }
  return undefined
}

/** What is left to whoever keeps the password to himself; the same object if that is all. */
function withoutDisclosing(features: Features): Features {
  const { sasl, sasl2 } = features
  const isKept = (name: string): boolean => !discloses(name)
  if (![...sasl, ...(sasl2?.mechanisms ?? [])].some(discloses)) return features
  return {
    ...features,
    sasl: sasl.filter(isKept),
    sasl2: sasl2 && { ...sasl2, mechanisms: sasl2.mechanisms.filter(isKept) },
  }
}

/** The far end's TCP is simulated, and the connection to the server is a real one without. */
const FAST_OPEN_UNKNOWN =
  'whether the server’s kernel accepts TCP Fast Open cannot be seen from here, and was not said'

/** What a server still has to say is looked for in streams of octets. */
const NO_LIVES = 'lives over HTTP are lived in simulation only (compare --scenario)'

function beyondNode({
  earlyData,
  falseStart,
  encryptedHello,
  earlyHello,
  postQuantum,
}: TlsUse): string | undefined {
  if (earlyData) return 'Node cannot send TLS early data'
  if (falseStart) return 'Node does not do TLS False Start'
  if (earlyHello === 'sent')
    return 'Node does not send its ClientHello along with <starttls/> (XEP-0305)'
  if (encryptedHello) return 'Node does not encrypt its ClientHello (RFC 9849)'
  if (postQuantum && !canPostQuantum()) {
    return 'this Node (its OpenSSL) does not have X25519MLKEM768'
  }
  return undefined
}
