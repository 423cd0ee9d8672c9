/** What a trace says of what was run: as results do, and in lines for people. */
import { describeProfile } from '../../profiles/describe.ts'
import type { Traced } from '../../record/trace.ts'
import { cellAt, type RunSpec, strategyName } from '../spec.ts'
import { settingsInResult } from '../to-result.ts'

/** Of the run's first cell. */
export function tracedOf(spec: RunSpec, index: number, version: string): Traced {
  const { choice, profile, server } = cellAt(spec, 0)
  const settings = settingsInResult(spec)
  const { client, congestion, clientNagle, serverNagle } = settings.tcp
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
        `client ${client}`,
        `${congestion}`,
        `Nagle ${clientNagle} at the client, ${serverNagle} at the server`,
      ].join(' · '),
      ...describeProfile(profile),
    ],
  }
}
