/**
 * A server as the file that says all of it: every setting on top of its base, so that each can
 * be changed, and read back as the same server.
 */
import type { z } from 'zod'
import type { FrontSettings } from '../../front/settings.ts'
import { jsonText } from '../../json/text.ts'
import type { ProcessingTime } from '../../processing-time.ts'
import { durationText } from '../../quantities/text.ts'
import type { TlsServerBehaviour } from '../../tls/settings.ts'
import { SERVERS } from '../catalogue.ts'
import type { ServerModel } from '../model.ts'
import { SERVER_FORMAT } from './schema.ts'
import { processingTimeText } from './time-field.ts'
import { TLS_FIELDS } from './tls-fields.ts'

type Json = z.core.util.JSONType

export const serverText = (server: ServerModel): string => jsonText(serverValue(server))

export function serverValue(server: ServerModel): Json {
  const { name, base, summary, tcp, tls, http, xmpp, front, quic } = server
  const isShipped = SERVERS.some((one) => one.name === name)
  return written({
    format: SERVER_FORMAT,
    // Name and summary of a shipped server stay its own.
    name: isShipped ? `my-${name}` : name,
    base: base ?? name,
    ...(isShipped ? {} : { summary }),
    tcp,
    tls: bothPorts(writtenTls(tls.starttls), writtenTls(tls.direct)),
    http,
    ...(front === undefined ? {} : { front: writtenFront(front) }),
    ...(quic === undefined ? {} : { quic }),
    ...xmpp,
    think: Object.fromEntries(Object.entries(xmpp.think).map(timeEntry)),
  })
}

const writtenFront = ({ service, backend }: FrontSettings): unknown => ({
  service: { roundTrip: durationText(service.roundTrip) },
  backend: { roundTrip: durationText(backend.roundTrip) },
})

type WrittenTls = Readonly<Record<string, unknown>>

const writtenTls = (settings: TlsServerBehaviour): WrittenTls => ({
  ...Object.fromEntries(TLS_FIELDS.map((field) => [field, settings[field]])),
  ticketLifetime: durationText(settings.ticketLifetime),
  flightThink: processingTimeText(settings.flightThink),
})

/** What both have in common, and beside it what each has of its own. */
function bothPorts(starttls: WrittenTls, direct: WrittenTls): unknown {
  const own = Object.keys(starttls).filter(
    (field) => JSON.stringify(starttls[field]) !== JSON.stringify(direct[field]),
  )
  const part = (settings: WrittenTls, isOwn: boolean): WrittenTls =>
    Object.fromEntries(Object.entries(settings).filter(([field]) => own.includes(field) === isOwn))
  if (own.length === 0) return starttls
  return {
    ...part(starttls, false),
    starttls: part(starttls, true),
    direct: part(direct, true),
  }
}

const timeEntry = ([answer, time]: [string, ProcessingTime]): [string, unknown] => [
  answer,
  processingTimeText(time),
]

/** What is not there is said to be so: a field that is left out is as at the base. */
const written = (value: unknown): Json => {
  if (value === undefined || value === null) return null
  if (Array.isArray(value)) return value.map(written)
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, written(inner)]))
}
