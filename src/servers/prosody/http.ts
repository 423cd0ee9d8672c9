/** What Prosody does where HTTP carries XMPP: mod_websocket and mod_bosh, from transcripts. */
import type { ServerHttp } from '../model.ts'

/** Of its own HTTP server. The fields come in no order of their own. */
export const HTTP: ServerHttp = {
  channel: 'seen',
  webSocket: {
    target: '/xmpp-websocket',
    fields: [
      ['Upgrade', 'websocket'],
      ['Date', 'Sat, 28 Nov 2026 12:00:00 GMT'],
      ['Connection', 'Upgrade'],
      ['X-Request-Id', 'KYuP-Z3v6dcG'],
      'protocol',
      ['Access-Control-Allow-Origin', '*'],
      'accept',
      ['Access-Control-Max-Age', '7200'],
      ['Access-Control-Allow-Headers', 'Content-Type'],
      ['Access-Control-Allow-Methods', 'GET, OPTIONS'],
    ],
  },
  // From a transcript; its attributes come in no order of their own, as the fields do.
  bosh: {
    target: '/http-bind',
    channel: 'hidden',
    fields: [
      ['Date', 'Sat, 28 Nov 2026 12:00:00 GMT'],
      ['Content-Type', 'text/xml; charset=utf-8'],
      'length',
      ['Access-Control-Max-Age', '7200'],
      ['X-Request-Id', 'LIN-GyccF3Pk'],
      ['Access-Control-Allow-Methods', 'GET, OPTIONS, POST'],
      ['Access-Control-Allow-Headers', 'Content-Type'],
      ['Access-Control-Allow-Origin', '*'],
      ['Connection', 'Keep-Alive'],
    ],
    attributes: {
      created: [
        ...(['requests', 'wait', 'inactivity'] as const),
        ['polling', '5'],
        ['xmlns:xmpp', 'urn:xmpp:xbosh'],
        ...(['sid', 'hold', 'from'] as const),
        ['ver', '1.6'],
        ['secure', 'true'],
        'authid',
        ['xmpp:version', '1.0'],
        ['xmlns:stream', 'http://etherx.jabber.org/streams'],
      ],
      restarted: ['sid', ['xmlns:stream', 'http://etherx.jabber.org/streams']],
      others: ['sid', ['xmlns:stream', 'http://etherx.jabber.org/streams']],
    },
    sid: 'uuid',
    inactivitySeconds: 60,
    pauseAtMostSeconds: 0,
    waitAtMostSeconds: 120,
    answers: 'in-one',
    behindRestart: 'taken',
  },
}
