/** A served connection for people: one line that says it all, and lines that say why. */

import { printable } from '../../foreign-text.ts'
import type {
  Advice,
  Negotiated,
  OctetCounts,
  ServedConnection,
} from '../../watch/served-connection.ts'
import { howMany, waitsText } from '../how-many.ts'
import { ink } from '../ink.ts'

/**
 * `told`: what earlier connections were advised, with the number of the first; advice that has been
 * given is not repeated, but referred to.
 */
export function servedText(
  connection: ServedConnection,
  color: boolean,
  told: Map<string, number> = new Map(),
): string {
  const paint = ink(color)
  const { number, kind, negotiated, waits, octets } = connection
  const who = connection.address ?? '(not logged in)'
  const crossed =
    connection.outcome.kind === 'ready'
      ? octetsText(octets.untilReady)
      : `${octetsText(octets.total)} in all`
  const head = `#${number} ${kind} ${negotiated.security} ${printable(who)} ${outcomeText(connection)}:`
  return `${[
    `${paint.bold(head)} ${waitsText(waits, paint.bold)}, ${crossed}`,
    paint.dim(
      `   ${negotiatedText(negotiated)}${connection.software === undefined ? '' : `; client: ${printable(connection.software)}`}`,
    ),
    ...adviceLines(connection, color, told),
  ].join('\n')}\n`
}

/** What it could have saved, or of whom the same has been said. */
export function adviceLines(
  { number, advice }: Pick<ServedConnection, 'number' | 'advice'>,
  color: boolean,
  told: Map<string, number>,
): readonly string[] {
  if (advice.length === 0) return []
  const paint = ink(color)
  const saved = advice.reduce((sum, one) => sum + one.roundTrips, 0)
  const head =
    saved === 0 ? '   could do better' : `   could have saved ${howMany(saved, 'round trip')}`
  const texts = advice.map((one) => `   - ${adviceText(one)}`)
  const before = told.get(texts.join())
  if (before !== undefined) return [paint.yellow(`${head}, as #${before}`)]
  told.set(texts.join(), number)
  return [paint.yellow(`${head}:`), ...texts]
}

/** Who it was and what it came to, in one line, where the waits are told elsewhere. */
export function sessionText(connection: ServedConnection): string {
  const { kind, negotiated, address = '', software } = connection
  const client = software === undefined ? '' : `; client: ${printable(software)}`
  const name = address === '' ? '' : `${printable(address)} `
  const who = `${kind} ${negotiated.security} ${name}${outcomeText(connection)}`
  return `${who}: ${negotiatedText(negotiated)}${client}`
}

function outcomeText({ outcome, resent }: ServedConnection): string {
  switch (outcome.kind) {
    case 'ready':
      return resent === 0 ? outcome.way : `${outcome.way}, ${resent} sent again`
    case 'gone':
      return `gone after ${outcome.after}`
    case 'no-stream':
      return 'spoke no XMPP'
    case 'failed':
      return `failed (${outcome.failure.code}: ${printable(outcome.failure.detail)})`
  }
}

function negotiatedText(negotiated: Negotiated): string {
  const { tls, profile, mechanism, binding, management, token, carbons } = negotiated
  return [
    tls === undefined ? 'no TLS' : `TLS ${tls.version}${tls.resumed ? ' resumed' : ''}`,
    profile === undefined
      ? 'no authentication'
      : `${profile === 'sasl1' ? 'SASL' : 'SASL2'} ${printable(mechanism ?? 'without a mechanism')}`,
    ...(token === 'issued' ? ['new FAST token'] : []),
    ...(binding === undefined ? [] : [binding === 'bind2' ? 'Bind 2' : 'bind']),
    management === 'off' ? 'no stream management' : `stream management ${MANAGEMENT[management]}`,
    ...(carbons === 'off' ? [] : [`carbons ${carbons === 'inline' ? 'inline' : 'by iq'}`]),
  ].join(', ')
}

const MANAGEMENT = {
  enabled: 'enabled',
  resumed: 'resumed',
  'resumption-refused': 'not resumed',
} as const

const adviceText = ({ roundTrips, octets, text, rule }: Advice): string => {
  const saves = [
    ...(roundTrips === 0 ? [] : [howMany(roundTrips, 'round trip')]),
    ...(octets === 0 ? [] : [`about ${octets} B`]),
  ].join(', ')
  return `${printable(text)}${saves === '' ? '' : `: ${saves}`} [${rule}]`
}

const octetsText = ({ up, down }: OctetCounts): string => `${up} B up, ${down} B down`
