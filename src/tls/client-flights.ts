/** What a client says in a handshake, from its settings and from what it has seen so far. */
import { encryptedClientHello } from './encrypted-client-hello.ts'
import { clientFlight12, clientFlight13, clientHello, ownExtensions } from './flights.ts'
import { encoded, type RecordPiece } from './piece.ts'
import type { ClientHello, ServerFlight } from './record.ts'
import type { TlsClientSettings } from './settings.ts'
import type { Ticket } from './ticket.ts'

/** The ticket to offer; RFC 8446 §4.6.1: not beyond its lifetime. */
export const offered = (settings: TlsClientSettings): Ticket | undefined => {
  const { offer, offerAge, versions } = settings
  if (offer === undefined || offerAge > offer.lifetime) return undefined
  return versions.includes(offer.version) ? offer : undefined
}

export const firstHello = (
  settings: TlsClientSettings,
  random: Uint8Array,
  ticket: Ticket | undefined,
  early: boolean,
): ClientHello => ({
  kind: 'client-hello',
  versions: settings.versions,
  random,
  ticket,
  early,
  postQuantum: settings.postQuantum && settings.versions.includes('1.3'),
  named: settings.serverName !== undefined,
  encryptedHello: encryptedHello(settings, ticket, false),
  retry: false,
})

/** Octets of that extension; the second hello has it anew. */
export const encryptedHello = (
  settings: TlsClientSettings,
  ticket: Ticket | undefined,
  retry: boolean,
): number => {
  const { stack, serverName, alpn, versions } = settings
  if (!settings.encryptedHello || !versions.includes('1.3')) return 0
  const extensions = ownExtensions({ serverName, alpn, ticket }, false)
  return encryptedClientHello(stack, { extensions, retry })
}

/** `changeCipherSpec`: it goes with this hello (RFC 8446 App. D.4 says when). */
export const encodedHello = (
  hello: ClientHello,
  settings: TlsClientSettings,
  changeCipherSpec: boolean,
): RecordPiece => {
  const length = clientHello(settings.stack, {
    versions: hello.versions,
    serverName: settings.serverName,
    alpn: settings.alpn,
    ticket: hello.ticket,
    early: hello.early,
    postQuantum: hello.postQuantum,
    encryptedHello: hello.encryptedHello,
    retry: hello.retry,
    changeCipherSpec,
  })
  return encoded(hello, length)
}

/** The answer to the server's flight. `changeCipherSpecSent`: with a hello already; 1.3 sends one. */
export const encodedFlight = (
  flight: ServerFlight,
  { certificate: own }: Pick<TlsClientSettings, 'certificate'>,
  changeCipherSpecSent: boolean,
): RecordPiece => {
  const { version, resumed, certificateRequested: certificate, earlyDataAccepted } = flight
  const presented = certificate ? own : undefined
  const { chain } = presented ?? {}
  const length =
    version === '1.2'
      ? clientFlight12({ resumed, certificate, presented: chain })
      : clientFlight13({
          changeCipherSpec: !changeCipherSpecSent,
          endOfEarlyData: earlyDataAccepted,
          certificate,
          presented: chain,
        })
  const endOfEarlyData = earlyDataAccepted
  return encoded(
    { kind: 'client-flight', version, resumed, endOfEarlyData, certificate, presented },
    length,
  )
}
