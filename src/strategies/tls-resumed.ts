/** The modifier that others bring along: TLS goes on from an earlier session. */
import type { Modifier } from './modifier.ts'
import { ability } from './needs.ts'

export const resumed = {
  name: 'tls-resumed',
  summary: 'a TLS session ticket from earlier is accepted',
  tls: { resumed: true },
  cached: ['ticket'],
  needs: [ability('tickets')],
  parts: () => ['tickets'],
} as const satisfies Modifier
