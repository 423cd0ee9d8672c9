/** A connection of a client, as a server of ours saw it, hand-made; and all of them together. */
import type { ServedConnection } from '../../../src/watch/served-connection.ts'
import { type ServedSummary, SummaryOfServed } from '../../../src/watch/served-summary.ts'

/** `name`: of whoever connects, and whatever else a client chooses. */
export const connectionOf = (name: string): ServedConnection => ({
  number: 2,
  kind: 'reconnect',
  address: `${name}@localhost/phone`,
  software: `${name} 1.0`,
  outcome: { kind: 'ready', way: 'resumed' },
  waits: { total: 5, byLayer: { tcp: 1, tls: 1, header: 1, auth: 2 } },
  octets: { untilReady: { up: 1_475, down: 4_569 }, total: { up: 1_600, down: 4_700 } },
  resent: 2,
  negotiated: {
    ...{ security: 'direct', tls: { version: '1.3', resumed: false }, profile: 'sasl2' },
    ...{ mechanism: name, refused: [], binding: undefined, management: 'resumed' },
    ...{ token: 'issued', carbons: 'off' },
  },
  advice: [
    {
      ...{ code: 'features-awaited', roundTrips: 1, octets: 120 },
      ...{ text: `waited for ${name}`, rule: 'XEP-0388 §2.6.3' },
    },
  ],
})

/** One that came to nothing. */
export const failedConnection = (name: string): ServedConnection => ({
  ...connectionOf(name),
  ...{ number: 3, kind: 'cold', software: undefined, advice: [], resent: 0 },
  outcome: { kind: 'failed', failure: { code: 'authentication-failed', detail: name } },
})

export function servedSummaryOf(name: string): ServedSummary {
  const summary = new SummaryOfServed()
  for (const connection of [connectionOf(name), connectionOf(name), failedConnection(name)])
    summary.add(connection)
  return summary.toSummary()
}
