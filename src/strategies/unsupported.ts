/** Ways that no server in use takes: how far each has come, and why that is. */
import type { Status } from './entry.ts'

/** XEP-0400 was written before tasks had a form. */
export const NO_TASKS: Status = {
  kind: 'specified',
  why: 'no server that was looked at asks for a second factor as a task of SASL2 (XEP-0400)',
}
export const NO_IAP: Status = {
  kind: 'specified',
  why: 'no server that was looked at tells the version of its features (XEP-0509)',
}
export const NO_ISR: Status = {
  kind: 'deferred',
  why: 'no server that was looked at has Instant Stream Resumption (XEP-0397, deferred)',
}
/** XEP-0305 §4. */
export const NO_QUICKSTART: Status = {
  kind: 'deferred',
  why: 'a ClientHello along with <starttls/> (XEP-0305, deferred) is not what RFC 6120 §5.4.2.3 says: Prosody and ejabberd read it as XML, and Tigase, which announces it, has it off by default',
}
/** XEP-0467 has one implementation, in front of a server. */
export const NO_QUIC: Status = {
  kind: 'specified',
  why: 'no released Prosody, ejabberd or Openfire speaks QUIC; xmpp-proxy does, in front of one, without 0-RTT',
}
