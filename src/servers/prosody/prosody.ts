/**
 * Prosody 13.0.7, set up as 13.0.1 is and measured against it, 91 strategies: the features behind
 * `<success/>` of SASL2 say its limits again (679 octets with it, then 790), the limit that is
 * announced before login is the one that holds there, and stream management is offered without
 * `<optional/>`.
 *
 * Left out: another order of mechanisms and features. Latencies were as before.
 */
import type { Feature, FeatureLists } from '../../xmpp/server/settings.ts'
import type { ServerModel } from '../model.ts'
import { LIMITS, PROSODY_13_0_1, SM_2 } from './prosody-13.0.1.ts'

const LIMITS_BEFORE_LOGIN: Feature = {
  xml: "<limits xmlns='urn:xmpp:stream-limits:0'><max-bytes>10000</max-bytes><idle-seconds>840</idle-seconds></limits>",
}
const SM_2_UNMARKED: Feature = { xml: "<sm xmlns='urn:xmpp:sm:2'/>" }

const { xmpp } = PROSODY_13_0_1

const AUTHENTICATED = xmpp.features.authenticated.map((one) => (one === SM_2 ? SM_2_UNMARKED : one))

const FEATURES: FeatureLists = {
  ...xmpp.features,
  clear: ['starttls', LIMITS_BEFORE_LOGIN],
  authenticated: AUTHENTICATED,
  unbound: AUTHENTICATED,
  secured: ['sasl2', 'sasl1', 'channel-binding', LIMITS_BEFORE_LOGIN],
  ready: [...xmpp.features.ready, LIMITS],
}

export const PROSODY: ServerModel = {
  ...PROSODY_13_0_1,
  name: 'prosody',
  summary: 'Prosody 13.0.7 with community modules, nagle = false and no_ticket = false',
  xmpp: { ...xmpp, features: FEATURES, steps: 'required-marked' },
}
