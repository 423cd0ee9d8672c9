/**
 * The link that a capture shows as a profile: round-trip times of TCP's handshakes, the share of
 * segments that were sent again as loss, and rates where packet trains show them. What cannot be seen
 * (queues, outages, radio) is left out, and so is what there is too little of.
 */

import type { SeenLink } from '../../capture/analysis/analysed.ts'
import { DIRECTIONS } from '../../direction.ts'
import { jsonText } from '../../json/text.ts'

const SOURCE = 'CAPTURE'
/** Of fewer, quantiles would say more than is known. */
const QUANTILES_FROM = 20
const QUANTILES = [5, 25, 50, 75, 95] as const

/** The file's text; undefined when no handshake was seen whole. `name`: as profiles are called. */
export function seenProfile(link: SeenLink, name: string, title: string): string | undefined {
  const { rttsMs, loss, rate, connections } = link
  if (rttsMs.length === 0) return undefined
  const figure = (value: unknown, note: string) => ({
    value,
    status: 'derived',
    confidence: rttsMs.length < QUANTILES_FROM ? 'low' : 'medium',
    sources: [SOURCE],
    note,
  })
  const rates = Object.fromEntries(
    DIRECTIONS.flatMap((way) => {
      const found = rate[way]
      if (found === undefined) return []
      return [[way, figure(`${found}bps`, 'The median rate of packet trains')]]
    }),
  )
  return jsonText({
    format: 'xmpp-rtt/profile@1',
    name,
    title,
    description: `What ${connections} connections in a capture show.`,
    folklore: false,
    rtt: figure(rttValue(rttsMs), `TCP handshakes, ${rttsMs.length} of them`),
    loss: figure(
      { up: share(loss.up), down: share(loss.down) },
      'Segments that were seen to be sent again: beside their sender all, elsewhere those whose first was seen',
    ),
    ...rates,
    sources: { [SOURCE]: title },
  })
}

function rttValue(ascending: readonly number[]): unknown {
  if (ascending.length < QUANTILES_FROM) return milliseconds(at(ascending, 50))
  return Object.fromEntries(
    QUANTILES.map((percent) => [`p${percent}`, milliseconds(at(ascending, percent))]),
  )
}

/** Nearest rank. */
const at = (ascending: readonly number[], percent: number): number =>
  ascending[Math.max(0, Math.ceil((percent * ascending.length) / 100) - 1)] ?? 0

const milliseconds = (value: number): string => `${Math.round(value * 1_000) / 1_000}ms`

const share = (value: number | undefined): string => `${Math.round((value ?? 0) * 10_000) / 100}%`
