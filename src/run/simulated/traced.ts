/** What a trace says of what was run: as results do, and in lines for people. */
import { describeProfile } from '../../profiles/describe.ts'
import type { Traced } from '../../record/trace.ts'
import { isOverQuic } from '../../strategies/over.ts'
import { cellAt, type RunSpec, strategyName, strategyOf } from '../spec.ts'
import { settingsInResult } from '../to-result.ts'

/** Of the run's first cell. */
export function tracedOf(spec: RunSpec, index: number, version: string): Traced {
  const { choice, profile, server } = cellAt(spec, 0)
  const settings = settingsInResult(spec)
  return {
    tool: { name: 'xmpp-rtt', version },
    strategy: strategyName(choice),
    profile: profile.name,
    server: server.name,
    seed: spec.seed,
    trial: index,
    settings,
    description: [
      [
        `xmpp-rtt ${version}`,
        `server ${server.name}`,
        `client ${settings.tcp['client']}`,
        ...(isOverQuic(strategyOf(choice)) ? QUIC : tcpText(settings.tcp)),
      ].join(' · '),
      ...describeProfile(profile),
    ],
  }
}

/** Of its own, whatever is chosen of TCP (RFC 9002 §7). */
const QUIC = ['QUIC', 'NewReno']

const tcpText = ({
  congestion,
  clientNagle,
  serverNagle,
}: ReturnType<typeof settingsInResult>['tcp']): readonly string[] => [
  `${congestion}`,
  `Nagle ${clientNagle} at the client, ${serverNagle} at the server`,
]
