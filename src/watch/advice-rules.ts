/** The rules of `advice.ts`, one function each, in the order of a connection's life. */
import type { AdviceCode } from './advice-codes.ts'
import type { Observed } from './observed.ts'
import { wasLeft } from './past.ts'
import type { Premises } from './premises.ts'
import type { Advice } from './served-connection.ts'

type Rule = (observed: Observed, premises: Premises) => Advice | undefined

const advice = (
  code: AdviceCode,
  text: string,
  rule: string,
  saves: { readonly roundTrips?: number; readonly octets?: number } = {},
): Advice => ({ code, roundTrips: saves.roundTrips ?? 0, octets: saves.octets ?? 0, text, rule })

const directTls: Rule = ({ negotiated, waits }, { directPort }) => {
  const roundTrips = waits.count('clear-header') + waits.count('starttls')
  if (negotiated.security !== 'starttls' || directPort === undefined || roundTrips === 0) return
  // Who came to that port and went again, without TLS.
  if (negotiated.tls === undefined && waits.count('starttls') === 0) return
  const text = `did STARTTLS although direct TLS is offered on port ${directPort}`
  return advice('direct-tls', text, 'XEP-0368', { roundTrips })
}

const starttlsAwaited: Rule = ({ waits }, { directPort }) => {
  if (directPort !== undefined) return
  if (waits.count('clear-header') === 0 || waits.count('starttls') === 0) return
  const text = 'waited for features before <starttls/>'
  return advice('starttls-awaited', text, 'RFC 6120 §5.4.2 does not ask for it', { roundTrips: 1 })
}

const tlsVersion: Rule = ({ negotiated, waits }) => {
  const roundTrips = waits.count('handshake') - 1
  if (negotiated.tls?.version !== '1.2' || roundTrips < 1) return
  const text = 'did a full TLS 1.2 handshake; that of TLS 1.3 takes one round trip'
  return advice('tls-1.2', text, 'RFC 8446 §2', { roundTrips })
}

const keyShare: Rule = ({ negotiated, waits }) => {
  const roundTrips = waits.count('handshake') - 1
  if (negotiated.tls?.version !== '1.3' || roundTrips < 1) return
  const text = 'sent no key share that the server takes, and had to be asked for another'
  return advice('key-share', text, 'RFC 8446 §2.1', { roundTrips })
}

const tlsResumption: Rule = ({ negotiated, kind }, { tickets, certificateOctets }) => {
  if (kind === 'cold' || tickets === 'useless' || negotiated.tls?.resumed !== false) return
  const text = 'did not resume the TLS session, though it was given tickets'
  return advice('tls-resumption', text, 'RFC 6120 §3.3, RFC 8446 §2.2', {
    octets: certificateOctets,
  })
}

const from: Rule = ({ negotiated, asked, offered }, { sasl2 }) => {
  if (negotiated.tls === undefined || negotiated.profile === undefined || asked.from) return
  // Who does not want SASL2 misses nothing.
  if (offered.fast.length > 0 || (negotiated.profile === 'sasl1' && offered.sasl2)) return
  // That it would be offered with one only who knows the server can say.
  if (!offered.sasl2 && sasl2 !== 'with-from') return
  const lost = offered.sasl2 ? 'FAST' : 'SASL2'
  const text = `sent no from in the header behind TLS: this server offers ${lost} only with one`
  return advice('from-missing', text, 'RFC 6120 §4.7.1, XEP-0388 §2.1')
}

const features: Rule = ({ negotiated, waits, kind }) => {
  if (kind === 'cold' || waits.count('header') === 0) return
  const roundTrips = waits.count('header')
  return negotiated.profile === 'sasl2'
    ? advice(
        'features-awaited',
        'waited for features before <authenticate/>, known from an earlier connection',
        'XEP-0388 §2.1: the offer may be cached',
        { roundTrips },
      )
    : advice(
        'features-awaited',
        'waited for features before <auth/>, known from an earlier connection',
        'nothing in RFC 6120 asks for it; Prosody and ejabberd accept it',
        { roundTrips },
      )
}

const refusedMechanisms: Rule = ({ negotiated, waits }) => {
  if (negotiated.refused.length === 0) return
  const roundTrips = waits.count('authentication', 'refused')
  const text = `tried ${negotiated.refused.join(', ')}, which was refused`
  return advice('refused', text, 'RFC 6120 §6.5', { roundTrips })
}

const fastUnused: Rule = ({ negotiated, waits, heldToken, asked, offered }) => {
  if (!heldToken || asked.fast || asked.instant || offered.fast.length === 0) return
  const roundTrips = Math.max(0, waits.authenticating - 1)
  const text = `used ${negotiated.mechanism ?? 'a password'} although a FAST token had been issued`
  return advice('fast-unused', text, 'XEP-0484 §3', { roundTrips })
}

const tokenUnasked: Rule = ({ negotiated, asked, offered, heldToken, way }) => {
  if (way === undefined || negotiated.profile !== 'sasl2' || offered.fast.length === 0) return
  if (asked.token || asked.fast || asked.instant) return
  if (heldToken || negotiated.token === 'issued') return
  const text = 'asked for no FAST token, which would let the next connection authenticate in one'
  return advice('token-unasked', `${text} round trip`, 'XEP-0484 §3')
}

const tokenUnidentified: Rule = ({ asked, holder, negotiated, offered }) => {
  if (!asked.token || holder.client !== '' || negotiated.token === 'issued') return
  if (offered.fast.length === 0) return
  const text = 'asked for a FAST token without saying which installation it is for, and got none'
  return advice('token-unidentified', `${text}: <user-agent/> has no id`, 'XEP-0484 §4.1')
}

const sasl2: Rule = ({ negotiated, offered, waits }) => {
  if (negotiated.profile !== 'sasl1' || !offered.sasl2) return
  const roundTrips = afterAuthentication(waits)
  const text = 'used SASL 1 although SASL2 is offered, which restarts nothing and binds, resumes'
  return advice('sasl2-unused', `${text} or enables on the way`, 'XEP-0388, XEP-0386, XEP-0198', {
    roundTrips,
  })
}

const afterAuthentication = (waits: Observed['waits']): number =>
  waits.countBehind('restart', 'bind', 'session', 'enable', 'resume', 'carbons')

const inline: Rule = ({ negotiated, offered, waits }) => {
  if (negotiated.profile !== 'sasl2') return
  const bound = waits.countBehind('bind', 'session')
  const enabled = waits.countBehind('enable')
  const resumed = offered.inlineResumption ? waits.countBehind('resume') : 0
  const roundTrips =
    (offered.bind2 ? bound : 0) + (offered.inlineManagement ? enabled : 0) + resumed
  if (roundTrips === 0) return
  const text = 'bound, resumed or enabled stream management behind SASL2 instead of in it'
  return advice('inline-unused', text, 'XEP-0386, XEP-0198', { roundTrips })
}

const carbons: Rule = ({ negotiated, offered, waits }) => {
  if (negotiated.profile !== 'sasl2' || !offered.inlineCarbons) return
  const roundTrips = waits.countBehind('carbons')
  if (roundTrips === 0) return
  const text = 'turned carbons on by an iq of its own instead of in Bind 2'
  return advice('carbons-iq', text, 'XEP-0386, XEP-0280', { roundTrips })
}

const restart: Rule = ({ negotiated, offered, waits }) => {
  if (negotiated.profile !== 'sasl1' || offered.sasl2) return
  // There a restart is a request with nothing in it (XEP-0206 §5), and no header to say at once.
  if (negotiated.security === 'bosh') return
  const features = waits.countBehind('restart')
  const bound = waits.countBehind('bind') > 0 ? waits.countBehind('enable', 'session') : 0
  const roundTrips = features + bound
  if (roundTrips === 0) return
  const text = 'sent the restarted header, binding and <enable/> or <resume/> one by one behind'
  return advice('restart-serial', `${text} <success/>`, 'RFC 6120 §7, XEP-0198 §3', { roundTrips })
}

const askedAgain: Rule = ({ askedAgain }) => {
  if (!askedAgain) return
  const text =
    'asked for stream management again although it was on, and was refused: whoever takes'
  return advice('enabled-twice', `${text} that for a loss forgets an id that still resumes`, ONCE)
}

const ONCE = 'XEP-0198 §3: once in a stream'

const sessionLeft: Rule = ({ way, asked, resumable, identifiedAt }) => {
  if (way !== 'bound' || asked.resumption !== undefined) return
  const left = resumable.filter((session) => wasLeft(session, identifiedAt))
  if (left.length === 0) return
  const text = 'bound a new session although an earlier one could have been resumed'
  const why = left.some((session) => session.askedAgain)
    ? ', on whose connection it had asked for stream management twice'
    : ''
  return advice('session-not-resumed', text + why, 'XEP-0198 §5')
}

const resumptionRefused: Rule = ({ resumptionProblem, waits }) => {
  if (resumptionProblem === undefined) return
  const roundTrips = waits.count('resume', 'refused')
  return advice('resumption-refused', `could not resume: ${resumptionProblem}`, 'XEP-0198 §5', {
    roundTrips,
  })
}

const repeated: Rule = ({ repeated }) => {
  if (repeated === 0) return
  const what = repeated === 1 ? 'a message' : `${repeated} messages`
  const text = `sent ${what} again that <resumed h/> had acknowledged: others get them twice`
  return advice('repeated', text, 'XEP-0198 §5')
}

const unmanaged: Rule = ({ way, negotiated, offered }) => {
  // A session of BOSH is in no connection: it goes on over another one (XEP-0124 §14.3).
  if (!offered.management || negotiated.security === 'bosh') return
  if (way !== 'bound' || negotiated.management !== 'off') return
  const text = 'enabled no stream management: nothing can be resumed when the connection is lost'
  return advice('unmanaged', text, 'XEP-0198 §3')
}

export const RULES: readonly Rule[] = [
  directTls,
  starttlsAwaited,
  tlsVersion,
  keyShare,
  tlsResumption,
  from,
  features,
  refusedMechanisms,
  fastUnused,
  tokenUnasked,
  tokenUnidentified,
  sasl2,
  inline,
  carbons,
  restart,
  askedAgain,
  resumptionRefused,
  sessionLeft,
  repeated,
  unmanaged,
]
