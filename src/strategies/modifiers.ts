/**
 * Modifiers: what may be added to a base (`BASE+MOD+MOD`), what each implies, and which
 * combinations make no sense, with the reason.
 *
 * Rules are data with the clause they come from. They are checked in order, after implied
 * modifiers have been added, and the first that is broken is the one that is reported.
 */
import type { Base } from './strategy.ts'

/** In canonical order, which is the order in a strategy's name. */
export const MODIFIERS = [
  'pipelined',
  'tls12',
  'false-start',
  'tls-resumed',
  '0rtt',
  '0rtt-rejected',
  'hrr',
  'pq',
  'tfo',
  'dns',
  'plus',
  'session',
] as const
export type Modifier = (typeof MODIFIERS)[number]

export const MODIFIER_SUMMARIES: Readonly<Record<Modifier, string>> = {
  pipelined: 'everything that cached knowledge allows to be computed is sent at once',
  tls12: 'TLS 1.2 instead of 1.3',
  'false-start': 'TLS 1.2 False Start (RFC 7918): data behind the client’s Finished',
  'tls-resumed': 'a TLS session ticket from earlier is accepted',
  '0rtt': 'FAST in TLS 1.3 early data, with a ticket from earlier',
  '0rtt-rejected': 'early data is sent, but rejected by the server',
  hrr: 'the server asks for another key share (HelloRetryRequest)',
  pq: 'post-quantum key share in the ClientHello (X25519MLKEM768)',
  tfo: 'TCP Fast Open with a cached cookie',
  dns: 'cold DNS: SRV, then A/AAAA',
  plus: 'channel binding: SCRAM-…-PLUS, HT-…-EXPR (in early data HT-…-ENDP)',
  session: 'the session request of RFC 3921 after binding',
}

/** What a modifier brings along, so that it need not be written. */
const IMPLIED: Readonly<Partial<Record<Modifier, readonly Modifier[]>>> = {
  '0rtt': ['tls-resumed'],
  '0rtt-rejected': ['0rtt', 'tls-resumed'],
}

export type Modifiers = ReadonlySet<Modifier>

export const withImplied = (written: Iterable<Modifier>): Modifiers => {
  const all = new Set<Modifier>()
  for (const modifier of written) {
    all.add(modifier)
    for (const implied of IMPLIED[modifier] ?? []) all.add(implied)
  }
  return all
}

/**
 * The modifiers that make up the name: those that no other one implies, in canonical order.
 * `0rtt` and `tls-resumed+0rtt` are the same strategy and get the same name.
 */
export const canonicalOrder = (modifiers: Modifiers): Modifier[] => {
  const implied = new Set<Modifier>()
  for (const modifier of modifiers) for (const one of IMPLIED[modifier] ?? []) implied.add(one)
  return MODIFIERS.filter((modifier) => modifiers.has(modifier) && !implied.has(modifier))
}

interface Rule {
  readonly when: (modifiers: Modifiers, base: Base) => boolean
  readonly reason: string
}

const both =
  (one: Modifier, other: Modifier) =>
  (modifiers: Modifiers): boolean =>
    modifiers.has(one) && modifiers.has(other)

const RULES: readonly Rule[] = [
  {
    when: (modifiers, base) => modifiers.has('0rtt') && base.authentication !== 'fast',
    reason:
      'XEP-0388 forbids authentication in TLS early data; only FAST (XEP-0484), with its counter, overrides that',
  },
  {
    when: (modifiers, base) => modifiers.has('0rtt') && base.aftermath === 'token-revoked',
    reason:
      'what is measured here is the fallback to SCRAM, which XEP-0388 bars from early data; only the attempt that is refused could ride in it',
  },
  {
    when: both('0rtt', 'tls12'),
    reason: 'early data exists only in TLS 1.3 (RFC 8446 §2.3)',
  },
  {
    when: both('pq', 'tls12'),
    reason: 'X25519MLKEM768 is a key share of TLS 1.3; TLS 1.2 has none',
  },
  {
    when: both('hrr', 'tls12'),
    reason: 'HelloRetryRequest exists only in TLS 1.3 (RFC 8446 §4.1.4)',
  },
  {
    when: (modifiers) => modifiers.has('false-start') && !modifiers.has('tls12'),
    reason: 'False Start is a property of TLS 1.2 handshakes (RFC 7918): write tls12+false-start',
  },
  {
    when: both('false-start', 'tls-resumed'),
    reason:
      'a resumed TLS 1.2 handshake takes one round trip already; False Start (RFC 7918) shortens full ones',
  },
  {
    when: (modifiers, base) =>
      modifiers.has('session') && !(base.kind === 'cold' && base.authentication === 'legacy'),
    reason:
      'the session request of RFC 3921 follows legacy resource binding; it is offered with legacy-starttls and legacy-direct only',
  },
]

/** Why this combination is refused, or undefined when it makes sense. */
export const refusal = (modifiers: Modifiers, base: Base): string | undefined =>
  RULES.find((rule) => rule.when(modifiers, base))?.reason
