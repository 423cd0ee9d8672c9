/** What is said of a strategy: its standing, who has it, what it is carried by, what protects it. */
import type { CatalogueEntry, Downgrade, Replay } from '../strategies/entry.ts'
import type { HttpUse, Over } from '../strategies/over.ts'
import { protectionOf } from '../strategies/protection.ts'
import { type Software, softwareWith } from '../strategies/software.ts'
import type { Said } from '../strategies/strategy.ts'

export const statusText = ({ status, shape }: CatalogueEntry): string =>
  [
    status.kind.replace('-', ' '),
    ...(shape === undefined ? [] : [`shape of messages ${shape}`]),
  ].join('; ')

export const softwareText = (said: Said, kind: Software['kind']): string =>
  softwareWith(said, kind).join(', ') || 'none that was looked at'

export const guarded = (said: Said): readonly (readonly [label: string, value: string])[] => {
  const { mechanism, specification, ...guards } = protectionOf(said)
  const { clientKeeps, serverKeeps, shown, replay, downgrade, mutual, bound, revocable } = guards
  return [
    [
      'proves itself by',
      mechanism === undefined
        ? 'what it was told in the earlier session'
        : `${mechanism} (${specification})`,
    ],
    ['at rest', `client: ${clientKeeps}; server: ${serverKeeps}`],
    ['shown to server', shown],
    [
      'proof of server',
      mutual === 'yes' ? 'its certificate, and the mechanism' : 'its certificate',
    ],
    ['bound to TLS', bound],
    ['on replay', REPLAY[replay]],
    ['on downgrade', DOWNGRADE[downgrade]],
    ['revocable', revocable],
  ]
}

const REPLAY: Readonly<Record<Replay, string>> = {
  nonces: 'a nonce of each side',
  count: 'a count that has to grow',
  'single-use': 'good for one use',
  tls: 'TLS alone',
}

const DOWNGRADE: Readonly<Record<Downgrade, string>> = {
  hashed: 'the announcement is hashed into the exchange (XEP-0474)',
  pinned: 'the mechanism is known beforehand',
  remembered: 'what the client remembers, at best',
}

const SECURED = { direct: 'direct TLS', starttls: 'STARTTLS' } as const

const HTTP_USE: Readonly<Record<HttpUse, string | undefined>> = {
  none: undefined,
  'web-socket': 'a WebSocket on TLS',
  bosh: 'HTTP on TLS (BOSH)',
}

export function carrierText(over: Over): string {
  if (over.kind === 'quic') return 'QUIC'
  if (over.kind === 'tcp') return 'TCP alone'
  return HTTP_USE[over.http] ?? SECURED[over.security]
}
