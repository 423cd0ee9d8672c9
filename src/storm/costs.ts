/**
 * What a login takes of the server's processor, as it was measured: 300 logins one after the other over
 * direct TLS on loopback, CPU time of the server's process, on a busy machine of two cores (Prosody 13
 * with an event loop of one thread, ejabberd 24.12). Each figure is the middle of what runs gave.
 *
 * | ms | Prosody | ejabberd |
 * |---|---|---|
 * | legacy SCRAM + resume | 5.7–7.0 | 4.3–4.9 |
 * | PLAIN + resume | 10.5 | 17–18 |
 * | SASL2 SCRAM + resume | 6.5–6.9 | 3.7–4.3 |
 * | FAST + resume | 6.1–6.7 | 3.2–3.5 |
 * | TLS handshake alone | 2.2–2.5 | 1.9 |
 *
 * Full against resumed TLS: OpenSSL 3.0.19 over memory BIOs took 448 µs of the server for a full
 * handshake with an ECDSA key, 1431 µs with one of RSA-2048, and 438 µs for one resumed with a PSK, which
 * still has its key exchange. So tickets save next to nothing with ECDSA, and a millisecond with RSA.
 *
 * Hashing: what an answer to PLAIN took more than one to the last message of SCRAM, best case (3.5 − 0.21,
 * 9.2 − 0.14 ms). A server that keeps passwords as they are does it for every SCRAM login.
 *
 * Left out: other versions and machines, logins that bind anew (measured were those that resume), and
 * what presence, rosters and archives cost behind them.
 */
import { EJABBERD } from '../servers/ejabberd.ts'
import type { ServerModel } from '../servers/model.ts'
import { PROSODY } from '../servers/prosody/prosody.ts'
import type { Strategy } from '../strategies/strategy.ts'
import { CHAINS, type ChainName } from '../tls/certificate.ts'
import { type Duration, microseconds } from '../units.ts'

export type LoginWay = 'legacy-scram' | 'sasl2-scram' | 'fast' | 'plain'

interface ServerCosts {
  readonly login: Readonly<Record<LoginWay, Duration>>
  /** With an ECDSA key, and what accepting the connection takes. */
  readonly handshake: Duration
  readonly hashing: Duration
}

const PROSODY_COSTS: ServerCosts = {
  login: {
    'legacy-scram': microseconds(6350),
    'sasl2-scram': microseconds(6700),
    fast: microseconds(6400),
    plain: microseconds(10_500),
  },
  handshake: microseconds(2350),
  hashing: microseconds(3290),
}

const EJABBERD_COSTS: ServerCosts = {
  login: {
    'legacy-scram': microseconds(4600),
    'sasl2-scram': microseconds(4000),
    fast: microseconds(3350),
    plain: microseconds(17_500),
  },
  handshake: microseconds(1900),
  hashing: microseconds(9060),
}

/** Those that were measured, by the name that a server goes by or is built on. */
const MEASURED: readonly (readonly [known: RegExp, costs: ServerCosts, model: ServerModel])[] = [
  [/^prosody/, PROSODY_COSTS, PROSODY],
  [/^ejabberd/, EJABBERD_COSTS, EJABBERD],
]

/** Of OpenSSL's own, by the key that signs. */
const SIGNING = { ecdsa: microseconds(448), rsa: microseconds(1431), resumed: microseconds(438) }

export interface LoginCost {
  /** All of it. */
  readonly whole: Duration
  /** The part of TLS. */
  readonly handshake: Duration
}

interface Circumstances {
  readonly server: ServerModel
  readonly certificate: ChainName
  readonly passwords: 'hashed' | 'plain'
  /** Whether the server still has the keys of its tickets. */
  readonly tickets: 'kept' | 'lost'
}

/** The server whose logins were measured: this one, or the one that it is built on. */
export const measuredLike = ({ name, base = name }: ServerModel): ServerModel | undefined =>
  MEASURED.find(([known]) => known.test(base))?.[2]

/** Undefined where nobody has measured it. Of a server with times of its own: see `own-times.ts`. */
export function loginCost(strategy: Strategy, circumstances: Circumstances): LoginCost | undefined {
  const { server, certificate, passwords, tickets } = circumstances
  const { name, base = name } = server
  const measured = MEASURED.find(([known]) => known.test(base))
  const way = wayOf(strategy)
  if (measured === undefined || way === undefined) return undefined
  const [, costs] = measured
  const { over } = strategy
  const isResumed = over.kind === 'tls' && over.tls.resumed && tickets === 'kept'
  const key = CHAINS[certificate].signature > RSA_AT_LEAST ? 'rsa' : 'ecdsa'
  const more = SIGNING[isResumed ? 'resumed' : key] - SIGNING.ecdsa
  const hashing = passwords === 'plain' && way.endsWith('scram') ? costs.hashing : 0
  return {
    whole: (costs.login[way] + more + hashing) as Duration,
    handshake: (costs.handshake + more) as Duration,
  }
}

/** Octets of a signature: those of ECDSA P-256 have 72 at most, those of RSA-2048 256. */
const RSA_AT_LEAST = 100

/** How it proves who it is; undefined: by what was not measured. */
function wayOf({ said, modifiers }: Strategy): LoginWay | undefined {
  if (modifiers.includes('plain')) return 'plain'
  if (modifiers.some((name) => UNMEASURED.test(name)) || said.parts.includes('isr'))
    return undefined
  if (said.parts.includes('fast')) return said.start === 'cold' ? 'sasl2-scram' : 'fast'
  if (said.parts.includes('sasl2')) return 'sasl2-scram'
  return said.parts.includes('sasl1') ? 'legacy-scram' : undefined
}

/** Mechanisms whose work at the server nobody has measured. */
const UNMEASURED =
  /^(external|oauthbearer|digest-md5|x-token|x-oauth|hotp|devices-ocra|xtoken-hmac|client-key|passkey|opaque)/
