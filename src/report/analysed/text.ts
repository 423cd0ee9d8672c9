/** An analysis for people: a few lines for each connection, and what shows of the link. */

import type { AnalysedConnection, Analysis, SeenLink } from '../../capture/analysis/analysed.ts'
import { DIRECTIONS } from '../../direction.ts'
import { printable } from '../../foreign-text.ts'
import { waitsText } from '../how-many.ts'
import { ink } from '../ink.ts'
import { adviceLines, sessionText } from '../served/text.ts'

export function analysisText(analysis: Analysis, color: boolean): string {
  const told = new Map<string, number>()
  const connections = analysis.connections.map((one) => connectionText(one, color, told))
  const rest = othersText(analysis)
  return [...connections, linkText(analysis.link), ...(rest === '' ? [] : [rest])]
    .join('\n')
    .concat('\n')
}

function connectionText(
  connection: AnalysedConnection,
  color: boolean,
  told: Map<string, number>,
): string {
  const paint = ink(color)
  const { number, client, server, serverName, waits, session, read, beganMs } = connection
  const name = serverName === undefined ? '' : ` (${printable(serverName)})`
  const began = beganMs === 0 ? '' : ` after ${(beganMs / 1_000).toFixed(3)} s`
  const head = `#${number} ${hostPort(client)} to ${hostPort(server)}${name}${began}:`
  const counted = waitsText(waits, paint.bold)
  if (connection.refused) return `${paint.bold(head)} ${counted}: ${REFUSED}`
  if (!connection.established) return `${paint.bold(head)} nobody answered its SYN`
  return [
    `${paint.bold(head)} ${counted}`,
    ...(session === undefined ? [] : [`   ${sessionText(session)}`]),
    paint.dim(`   ${tlsText(connection)}; ${tcpText(connection)}`),
    ...(read === 'flights' && waits.byLayer.data !== undefined
      ? [paint.dim(`   ${flightsText(connection)}`)]
      : []),
    ...missingLines(connection).map(paint.dim),
    ...(session === undefined ? [] : adviceLines(session, color, told)),
  ].join('\n')
}

const REFUSED = 'its SYN was answered by a reset'
const FLIGHTS = 'data: who spoke until the other did, up to the first pause; what it was'

const flightsText = ({ tls }: AnalysedConnection): string =>
  `${FLIGHTS} ${tls?.unopened === true ? 'needs the keys (--keylog)' : 'is not read here'}`

function missingLines({ missing: { up, down }, read }: AnalysedConnection): readonly string[] {
  if (up + down === 0) return []
  const told = read === 'parts' ? `: ${PARTS}` : ''
  return [`   ${up} B up and ${down} B down were acknowledged and not captured${told}`]
}

const PARTS =
  'from there on waits are data, who spoke until the other did, and there may have been more of them'

const hostPort = (end: string): string => end.replace(' ', end.includes(':') ? ' port ' : ':')

function tlsText({ tls, read }: AnalysedConnection): string {
  if (tls === undefined) return read === 'parts' ? 'TLS not seen' : 'no TLS'
  const { version, resumed, earlyData } = tls
  const early = earlyData === 'none' ? '' : `, early data ${earlyData}`
  return `TLS ${version} ${resumed ? 'resumed' : 'full'}${early}`
}

function tcpText(connection: AnalysedConnection): string {
  const { octets, retransmitted, fastOpen, rttMs, capturedAt } = connection
  const { up, down } = octets.untilReady ?? octets.total
  const until = octets.untilReady === undefined ? 'in all' : 'until ready'
  return [
    `${up} B up, ${down} B down ${until}`,
    `${retransmitted.up + retransmitted.down} retransmitted`,
    ...(fastOpen === 'none' ? [] : [`Fast Open ${fastOpen}`]),
    ...(rttMs === undefined ? [] : [`RTT ${rttMs.toFixed(1)} ms`]),
    ...(capturedAt === undefined ? [] : [`captured ${PLACES[capturedAt]}`]),
  ].join(', ')
}

const PLACES = {
  client: 'at the client',
  server: 'at the server',
  between: 'between the two',
} as const

function linkText({ rttsMs, loss, rate }: SeenLink): string {
  const middle = rttsMs[Math.floor((rttsMs.length - 1) / 2)]
  const most = rttsMs.at(-1)
  const rtt =
    middle === undefined || most === undefined
      ? 'no undisturbed handshake'
      : `RTT ${middle.toFixed(1)} ms median of ${rttsMs.length}, at most ${most.toFixed(1)} ms`
  const repeated = DIRECTIONS.map((way) => `${percent(loss[way])} ${way}`)
  const rates = DIRECTIONS.flatMap((way) => {
    const found = rate[way]
    return found === undefined ? [] : [`${rateText(found)} ${way}`]
  })
  const narrow = rates.length === 0 ? '' : `; packet trains at ${rates.join(', ')}`
  return `\nlink: ${rtt}; sent again: ${repeated.join(', ')}${narrow}`
}

const rateText = (bps: number): string =>
  bps < 1e6 ? `${(bps / 1e3).toFixed(1)} kbps` : `${(bps / 1e6).toFixed(2)} Mbps`

const percent = (share: number | undefined): string =>
  share === undefined ? '·' : `${(share * 100).toFixed(1)}%`

function othersText({
  others,
  cutShort,
  cutOff,
  copies,
  skipped,
  strangeLinkTypes,
}: Analysis): string {
  const { foreign, begunBefore, ofSessions, tooMany } = others
  const counted = [
    ...(foreign === 0 ? [] : [`${foreign} that are no XMPP as far as can be seen`]),
    ...(begunBefore === 0 ? [] : [`${begunBefore} that began before the capture`]),
    ...(ofSessions === 0 ? [] : [`${ofSessions} of sessions of BOSH that began on one of these`]),
    ...(tooMany === 0 ? [] : [`${tooMany} beyond what is kept at once`]),
  ]
  return [
    ...(counted.length === 0 ? [] : [`other connections: ${counted.join(', ')}`]),
    ...(cutShort ? ['the file ends in the middle of a packet'] : []),
    ...(cutOff === 0
      ? []
      : [
          `${cutOff} packets are not there to their end (a snap length; tcpdump -s 0 has none): waits, TLS and XMPP are told of what is`,
        ]),
    ...(copies === 0
      ? []
      : [
          `${copies} packets were captured again within a millisecond (on each interface that they pass, with tcpdump -i any): each counts once`,
        ]),
    ...(skipped === 0 ? [] : [`${skipped} packets without a time are not read`]),
    ...(strangeLinkTypes.length === 0
      ? []
      : [`packets of link types that are not read: ${strangeLinkTypes.join(', ')}`]),
  ].join('\n')
}
