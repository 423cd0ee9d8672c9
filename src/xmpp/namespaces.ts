/** Every XML namespace that is spoken here, under the specification that defines it. */

/** RFC 6120 §4.8: https://www.rfc-editor.org/rfc/rfc6120 */
export { CLIENT, STREAMS } from '../xml/namespaces.ts'
export const STREAM_ERRORS = 'urn:ietf:params:xml:ns:xmpp-streams'
export const STANZA_ERRORS = 'urn:ietf:params:xml:ns:xmpp-stanzas'
export const STARTTLS = 'urn:ietf:params:xml:ns:xmpp-tls'
export const SASL = 'urn:ietf:params:xml:ns:xmpp-sasl'
export const BIND = 'urn:ietf:params:xml:ns:xmpp-bind'
/** RFC 3921 §3, obsolete: https://www.rfc-editor.org/rfc/rfc3921 */
export const SESSION = 'urn:ietf:params:xml:ns:xmpp-session'
/** RFC 7395 §3.3.1: https://www.rfc-editor.org/rfc/rfc7395 */
export const XMPP_FRAMING = 'urn:ietf:params:xml:ns:xmpp-framing'
/** https://xmpp.org/extensions/xep-0198.html */
export const SM = 'urn:xmpp:sm:3'
/** https://xmpp.org/extensions/xep-0199.html */
export const PING = 'urn:xmpp:ping'
/** https://xmpp.org/extensions/xep-0280.html */
export const CARBONS = 'urn:xmpp:carbons:2'
/** https://xmpp.org/extensions/xep-0352.html */
export const CSI = 'urn:xmpp:csi:0'
/** https://xmpp.org/extensions/xep-0386.html */
export const BIND2 = 'urn:xmpp:bind:0'
/** https://xmpp.org/extensions/xep-0388.html */
export const SASL2 = 'urn:xmpp:sasl:2'
/** https://xmpp.org/extensions/xep-0440.html */
export const CHANNEL_BINDING = 'urn:xmpp:sasl-cb:0'
/** https://xmpp.org/extensions/xep-0484.html */
export const FAST = 'urn:xmpp:fast:0'
