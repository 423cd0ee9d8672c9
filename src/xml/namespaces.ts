/** The namespaces that framing a stream itself needs (RFC 6120 §4.8). */

export const STREAMS = 'http://etherx.jabber.org/streams'
export const CLIENT = 'jabber:client'
