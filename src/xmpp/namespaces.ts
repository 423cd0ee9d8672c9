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
/** RFC 7395 §3.3.2: https://www.rfc-editor.org/rfc/rfc7395 */
export const XMPP_FRAMING = 'urn:ietf:params:xml:ns:xmpp-framing'
/** https://xmpp.org/extensions/xep-0305.html */
export const PIPELINING = 'urn:xmpp:features:pipelining'
/** https://xmpp.org/extensions/xep-0124.html */
export const HTTP_BIND = 'http://jabber.org/protocol/httpbind'
/** https://xmpp.org/extensions/xep-0206.html */
export const XBOSH = 'urn:xmpp:xbosh'
/** https://xmpp.org/extensions/xep-0198.html */
export const SM = 'urn:xmpp:sm:3'
/** RFC 6121 §2 */
export const ROSTER = 'jabber:iq:roster'
/** https://xmpp.org/extensions/xep-0030.html */
export const DISCO_INFO = 'http://jabber.org/protocol/disco#info'
export const DISCO_ITEMS = 'http://jabber.org/protocol/disco#items'
/** https://xmpp.org/extensions/xep-0048.html and https://xmpp.org/extensions/xep-0402.html */
export const BOOKMARKS: readonly string[] = ['storage:bookmarks', 'urn:xmpp:bookmarks:1']
/** https://xmpp.org/extensions/xep-0049.html */
export const PRIVATE = 'jabber:iq:private'
/** https://xmpp.org/extensions/xep-0054.html */
export const VCARD = 'vcard-temp'
/** https://xmpp.org/extensions/xep-0060.html */
export const PUBSUB = 'http://jabber.org/protocol/pubsub'
/** https://xmpp.org/extensions/xep-0092.html */
export const VERSION = 'jabber:iq:version'
/** https://xmpp.org/extensions/xep-0059.html */
export const RSM = 'http://jabber.org/protocol/rsm'
/** https://xmpp.org/extensions/xep-0160.html, as it is announced */
export const OFFLINE = 'msgoffline'
/** https://xmpp.org/extensions/xep-0191.html */
export const BLOCKING = 'urn:xmpp:blocking'
/** https://xmpp.org/extensions/xep-0199.html */
export const PING = 'urn:xmpp:ping'
/** https://xmpp.org/extensions/xep-0203.html */
export const DELAY = 'urn:xmpp:delay'
/** https://xmpp.org/extensions/xep-0280.html */
export const CARBONS = 'urn:xmpp:carbons:2'
/** https://xmpp.org/extensions/xep-0297.html */
export const FORWARD = 'urn:xmpp:forward:0'
/** https://xmpp.org/extensions/xep-0313.html, and the mark that its version 0.3 gave to messages */
export const MAM = 'urn:xmpp:mam:2'
export const MAM_TMP = 'urn:xmpp:mam:tmp'
/** https://xmpp.org/extensions/xep-0352.html */
export const CSI = 'urn:xmpp:csi:0'
/** https://xmpp.org/extensions/xep-0359.html */
export const STANZA_ID = 'urn:xmpp:sid:0'
/** https://xmpp.org/extensions/xep-0386.html */
export const BIND2 = 'urn:xmpp:bind:0'
/** https://xmpp.org/extensions/xep-0388.html */
export const SASL2 = 'urn:xmpp:sasl:2'
/** https://xmpp.org/extensions/xep-0440.html */
export const CHANNEL_BINDING = 'urn:xmpp:sasl-cb:0'
/** https://xmpp.org/extensions/xep-0484.html */
export const FAST = 'urn:xmpp:fast:0'
/** https://xmpp.org/extensions/xep-0397.html */
export const ISR = 'https://xmpp.org/extensions/isr/0'
/** The version of XEP-0388 that XEP-0397 was written for. */
export const SASL2_OF_ISR = 'urn:xmpp:sasl:1'
/** https://xmpp.org/extensions/xep-0400.html */
export const MFA = 'urn:xmpp:mfa:0'
/** https://xmpp.org/extensions/xep-0480.html */
export const UPGRADE = 'urn:xmpp:sasl:upgrade:0'
export const SCRAM_UPGRADE = 'urn:xmpp:scram-upgrade:0'
/** https://xmpp.org/extensions/xep-0494.html */
export const CLIENT_ACCESS = 'urn:xmpp:cam:0'
/** https://xmpp.org/extensions/xep-0509.html */
export const IAP = 'urn:xmpp:iap:0'
