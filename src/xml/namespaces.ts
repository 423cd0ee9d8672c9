/** The namespaces that framing a stream itself needs (RFC 6120 §4.8), and those of XML (Namespaces in XML §3). */

export const STREAMS = 'http://etherx.jabber.org/streams'
export const CLIENT = 'jabber:client'
export const XML = 'http://www.w3.org/XML/1998/namespace'
export const XMLNS = 'http://www.w3.org/2000/xmlns/'
