/**
 * A session of BOSH (XEP-0124) whose connection has died goes on over another one: the client makes its
 * next request there, and nothing is negotiated again. That holds for as long as the manager waits
 * (`inactivity`: half a minute, or one); then it takes a cold beginning. What the manager still had to say to the
 * connection before has been heard there: it would be the answer to the first request here.
 */
import { flight } from '../xmpp/verbs/flight.ts'
import { goOn, thenCarbonsAnswered } from '../xmpp/verbs/http-session.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { connect } from '../xmpp/verbs/say.ts'
import { secure } from '../xmpp/verbs/stream.ts'
import { type Base, reconnect } from './base.ts'
import { NOT_IN_A_POST } from './early-data.ts'
import { DEPLOYED } from './entry.ts'
import { BOSH_CONTINUED } from './over.ts'

export const continuedBosh: Base = {
  name: 'continued-bosh',
  summary: 'BOSH, the session goes on over another connection',
  rows: ['R20'],
  entry: {
    status: DEPLOYED,
    parts: [],
    replay: 'tls',
    downgrade: 'pinned',
    standsForReady:
      'the answer to the first request on the new connection: the stream is as it was',
    compared: 'catalogue',
  },
  start: reconnect('legacy-bosh', ['session'], thenCarbonsAnswered),
  language: 'sasl1',
  over: BOSH_CONTINUED,
  aftermath: 'none',
  earlyData: NOT_IN_A_POST,
  needs: () => [],
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* flight(talk, goOn)
    return yield* ready(talk)
  },
}
