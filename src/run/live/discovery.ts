/**
 * Finds out what a real server offers: looks at the features of each way in, logs in once to see
 * that it works and who the server is, and tells what a strategy would miss.
 */
import { canPostQuantum } from '../../attach/live/tls.ts'
import { parseStrategy } from '../../strategies/registry.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import type { Failure } from '../../transport.ts'
import { BLANK, remember } from '../../xmpp/dialogue/memory.ts'
import type { Features, Sasl2Features } from '../../xmpp/features.ts'
import { CARBONS, SM } from '../../xmpp/namespaces.ts'
import { look, type Security, type Software, thenAskVersion } from './errands.ts'
import { invalidateToken } from './farewell.ts'
import { guest } from './guest.ts'
import type { LiveHost } from './host.ts'

export interface Discovery {
  readonly features: Readonly<Record<Security, Features | Failure>>
  readonly software: Software | undefined
}

const WAYS: readonly Security[] = ['direct', 'starttls']
const NO_ADDRESS: Failure = { code: 'dns-failure', detail: 'no address is known for it' }

/** What there is, or why nobody can log in at all. */
export async function discover(host: LiveHost): Promise<Discovery | Failure> {
  const features: Record<Security, Features | Failure> = {
    direct: NO_ADDRESS,
    starttls: NO_ADDRESS,
  }
  for (const security of WAYS) {
    if (host.spec.endpoints[security] === undefined) continue
    const { attempt, outcome } = await host.errand(look(guest(host.spec, 0), security), security)
    if (outcome.kind === 'ready') {
      await attempt.close()
      features[security] = outcome.session.features ?? NO_ADDRESS
    } else {
      attempt.lose()
      features[security] = outcome.kind === 'failed' ? outcome.failure : NO_ANSWER
    }
  }
  const way = WAYS.find((security) => !('code' in features[security]))
  if (way === undefined) {
    const known = WAYS.find((security) => host.spec.endpoints[security] !== undefined)
    const failure = features[known ?? 'starttls']
    return 'code' in failure ? failure : NO_ADDRESS
  }
  return await introduce(host, way, features)
}

const NO_ANSWER: Failure = { code: 'timeout', detail: 'expected features, found none in time' }

async function introduce(
  host: LiveHost,
  way: Security,
  features: Discovery['features'],
): Promise<Discovery | Failure> {
  const offered = features[way]
  const sasl2 = 'code' in offered ? undefined : offered.sasl2
  // The older way leaves no token behind.
  const legacy = 'code' in offered || lackOfScram('SASL', offered.sasl, false) === undefined
  const base = legacy || lackOfSasl2(sasl2) !== undefined ? 'legacy' : 'sasl2'
  const strategy = parseStrategy(`${base}-${way}`)
  if (strategy.kind === 'strategy-error') throw new Error(strategy.message)
  let software: Software | undefined
  const account = guest(host.spec, 0)
  const script = thenAskVersion(strategy.connect(account, BLANK), account, (heard) => {
    software = heard
  })
  const { attempt, outcome } = await host.errand(script, way)
  if (outcome.kind === 'ready') {
    const left = remember(outcome.session)
    await attempt.close()
    if (left.token !== undefined) await invalidateToken(host, account, left, way, '1.3')
  } else attempt.lose()
  // Anything but a wrong password may be the matter of one strategy, and will be told there.
  if (outcome.kind === 'failed' && outcome.failure.code === 'authentication-failed') {
    return outcome.failure
  }
  return { features, software }
}

/** The first thing that the strategy needs and that is not there, or undefined. */
export function lackOf(strategy: Strategy, { features }: Discovery): string | undefined {
  const offered = features[strategy.security]
  const way = strategy.security === 'direct' ? 'direct TLS' : 'STARTTLS'
  if ('code' in offered) return `${way}: ${offered.detail}`
  return lackOfTransport(strategy) ?? lackOfAuthentication(strategy, offered)
}

const lackOfTransport = ({ transport: { tls } }: Strategy): string | undefined => {
  if (tls.earlyData) return 'TLS early data, which Node cannot send'
  if (tls.falseStart) return 'TLS False Start, which Node does not do'
  if (tls.helloRetryRequest) return 'a HelloRetryRequest, which only the server can decide on'
  if (tls.postQuantum && !canPostQuantum()) {
    return 'X25519MLKEM768, which this Node (its OpenSSL) does not have'
  }
  return undefined
}

const lackOfAuthentication = (strategy: Strategy, offered: Features): string | undefined => {
  const bound = strategy.modifiers.includes('plus')
  switch (strategy.base.split('-')[0]) {
    case 'legacy':
      return lackOfScram('SASL', offered.sasl, bound)
    case 'sasl2':
      return (
        lackOfSasl2(offered.sasl2) ?? lackOfScram('SASL2', offered.sasl2?.mechanisms ?? [], bound)
      )
    case 'fast': {
      const mechanism = bound ? 'HT-SHA-256-EXPR' : 'HT-SHA-256-NONE'
      const lack = lackOfSasl2(offered.sasl2)
      if (lack !== undefined) return lack
      return offered.sasl2?.fast.includes(mechanism) === true
        ? undefined
        : `FAST (XEP-0484) with ${mechanism}`
    }
    default:
      return undefined
  }
}

const lackOfScram = (
  profile: string,
  mechanisms: readonly string[],
  bound: boolean,
): string | undefined =>
  mechanisms.some((name) => name.startsWith('SCRAM-') && name.endsWith('-PLUS') === bound)
    ? undefined
    : `${profile} with ${bound ? 'SCRAM-…-PLUS' : 'SCRAM'}`

const lackOfSasl2 = (sasl2: Sasl2Features | undefined): string | undefined => {
  if (sasl2 === undefined) return 'SASL2 (XEP-0388)'
  if (!sasl2.bind2) return 'Bind 2 (XEP-0386)'
  if (!sasl2.bind2Inline.includes(SM)) return 'stream management in Bind 2 (XEP-0198)'
  if (!sasl2.bind2Inline.includes(CARBONS)) return 'carbons in Bind 2 (XEP-0280)'
  if (!sasl2.resume) return 'inline resumption (XEP-0198)'
  return undefined
}
