/**
 * Finds out what a real server offers: looks at the features of each way in, and logs in to
 * see that it works and who the server is (`login.ts`).
 */
import { written } from '../../attach/sockets/socket-address.ts'
import {
  BOSH,
  DIRECT_TLS,
  type Entrance,
  entranceOf,
  type OverTls,
  STARTTLS,
  WEB_SOCKET,
} from '../../strategies/over.ts'
import type { Failure, TlsFacts } from '../../transport.ts'
import { milliseconds, plus, toMilliseconds } from '../../units.ts'
import type { Features } from '../../xmpp/features.ts'
import { look, type Sight } from './errands.ts'
import { guest } from './guest.ts'
import type { LiveHost } from './host.ts'
import { type Introduction, introduce, type OpenWay } from './login.ts'

export interface Discovery extends Introduction {
  /** Of each way in, or why it could not be gone. */
  readonly features: Readonly<Record<Entrance, Features | Failure>>
  /** What TLS was agreed on where 1.3 was offered, of each way that could be gone. */
  readonly versions: TlsVersions
}

export type TlsVersions = Readonly<Partial<Record<Entrance, TlsFacts['version']>>>

export const WAYS: readonly OverTls[] = [DIRECT_TLS, STARTTLS, WEB_SOCKET, BOSH]
/** As people call them. */
export const WAY_NAMES: Readonly<Record<Entrance, string>> = {
  direct: 'direct TLS',
  starttls: 'STARTTLS',
  websocket: 'WebSocket',
  bosh: 'BOSH',
}
const NO_ADDRESS: Failure = { code: 'dns-failure', detail: 'no address is known for it' }
const NO_ANSWER: Failure = { code: 'timeout', detail: 'expected features, found none in time' }

/** Its user did not want to know any more. */
export interface Interrupted {
  readonly code: 'interrupted'
  readonly detail: string
}
const INTERRUPTED: Interrupted = { code: 'interrupted', detail: 'interrupted' }

/** By this part of its patience whoever looks on would like to know what is waited for. */
const EARLY = 1 / 6

/**
 * What there is, or why nobody can log in at all. `waiting`: told what is waited for, in words,
 * where a server lets itself be waited for. `signal`: ends the looking; what logs in is seen through, so
 * that nothing is left behind.
 */
export async function discover(
  host: LiveHost,
  waiting: (text: string) => void,
  signal?: AbortSignal,
): Promise<Discovery | Failure | Interrupted> {
  const interrupted = abortOf(signal)
  const versions: Partial<Record<Entrance, TlsFacts['version']>> = {}
  const { endpoints } = host.spec
  const failedLookups = endpoints.failedLookups ?? {}
  const features: Record<Entrance, Features | Failure> = {
    direct: afterLookup(notThere(endpoints.declined?.direct), failedLookups.direct),
    starttls: afterLookup(notThere(endpoints.declined?.starttls), failedLookups.starttls),
    websocket: NO_ADDRESS,
    bosh: NO_ADDRESS,
  }
  const lines = Object.values(failedLookups)
  if (lines.length > 0) waiting(lines.join('; '))
  for (const way of WAYS) {
    const entrance = entranceOf(way)
    const at = endpoints[entrance]
    if (at === undefined) continue
    const { real, spec } = host
    const patience = toMilliseconds(spec.limits.patience)
    const cancel = real.at(plus(real.now(), milliseconds(patience * EARLY)), () => {
      const name = WAY_NAMES[entrance]
      const awaited =
        at.addresses === undefined
          ? `${written(at)} to answer, ${patience / 1000} s at most`
          : `one of ${at.addresses.length} addresses to answer`
      waiting(`${name}: waiting for ${awaited}`)
    })
    const looking = lookAt(host, way, (tls) => {
      if (tls !== undefined) versions[entrance] = tls.version
    })
    const seen = await Promise.race([looking, interrupted])
    cancel()
    if ('code' in seen && seen.code === 'interrupted') return seen
    features[entrance] = 'code' in seen ? afterLookup(seen, failedLookups[entrance]) : seen
    const { passedOver, reached } = host.addressesOf(entrance) ?? {}
    if (reached !== undefined && passedOver !== undefined && passedOver.size > 0) {
      const past = [...passedOver].map(([address, found]) => `${address} (${found})`)
      waiting(`${WAY_NAMES[entrance]}: at ${written(reached)}, not at ${past.join(', ')}`)
    }
  }
  const [first, ...others] = WAYS.flatMap((way): readonly OpenWay[] => {
    const offered = features[entranceOf(way)]
    return 'code' in offered ? [] : [{ way, offered }]
  })
  if (first === undefined) return whyNoWay(features)
  const introduction = await introduce(host, [first, ...others])
  return 'code' in introduction ? introduction : { ...introduction, features, versions }
}

const notThere = (declined: string | undefined): Failure =>
  declined === undefined
    ? NO_ADDRESS
    : {
        code: 'dns-failure',
        detail: `the SRV record ${declined} says that it is not offered (target ".", RFC 2782)`,
      }

/** With what may be the cause: it was looked for where DNS may not have it. */
const afterLookup = (failure: Failure, failedLookup: string | undefined): Failure =>
  failedLookup === undefined
    ? failure
    : { ...failure, detail: `${failure.detail} (${failedLookup})` }

/** Never settles without one. */
const abortOf = (signal: AbortSignal | undefined): Promise<Interrupted> =>
  new Promise((resolve) => {
    const end = (): void => resolve(INTERRUPTED)
    if (signal?.aborted === true) end()
    signal?.addEventListener('abort', end, { once: true })
  })

/** Of each way that there was. */
function whyNoWay(features: Discovery['features']): Failure {
  const failures = WAYS.map(entranceOf).flatMap((entrance) => {
    const failure = features[entrance]
    return 'code' in failure && failure !== NO_ADDRESS ? [{ entrance, failure }] : []
  })
  const [first = { failure: NO_ADDRESS }, second] = failures
  if (second === undefined) return first.failure
  const detail = failures.map(
    ({ entrance, failure }) => `${WAY_NAMES[entrance]}: ${failure.detail}`,
  )
  return { code: first.failure.code, detail: detail.join('; ') }
}

async function lookAt(
  host: LiveHost,
  way: OverTls,
  seen: (tls: TlsFacts | undefined) => void,
): Promise<Features | Failure> {
  // EXTERNAL may be offered to those alone who have shown who they are.
  const certificate = host.spec.identity === undefined ? 'none' : 'presented'
  const over: OverTls = { ...way, tls: { ...way.tls, certificate } }
  let sight: Readonly<Sight> = { stream: 'awaited', tls: undefined }
  const looking = look(guest(host.spec, 0), way, (begun) => {
    sight = begun
  })
  const { attempt, outcome } = await host.errand(looking, over)
  if (outcome.kind === 'ready') {
    seen(sight.tls)
    await attempt.close()
    return outcome.stream.features ?? NO_ADDRESS
  }
  attempt.lose()
  return outcome.kind === 'failed' ? hinted(outcome.failure, way, sight) : NO_ANSWER
}

/** What is no XML at all, where a stream in the clear should begin, is most likely the wrong port. */
const hinted = (failure: Failure, { security }: OverTls, { stream }: Sight): Failure =>
  failure.code === 'malformed-xml' && security === 'starttls' && stream === 'awaited'
    ? { ...failure, detail: `${failure.detail}: is it a port for XMPP with STARTTLS?` }
    : failure
