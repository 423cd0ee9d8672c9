import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { constantly } from '../../src/processing-time.ts'
import { EJABBERD } from '../../src/servers/ejabberd.ts'
import { parseServer, serverNamed } from '../../src/servers/file/read.ts'
import type { ServerModel } from '../../src/servers/model.ts'
import { PROSODY } from '../../src/servers/prosody/prosody.ts'
import { microseconds, milliseconds } from '../../src/units.ts'

const HEAD = '"format": "xmpp-rtt/server@1",\n  "name": "mine",\n  "base": "prosody"'
/** Each case adds a line, the fifth; what it says begins at column 3. */
const withLine = (line: string): string => `{\n  ${HEAD},\n  ${line}\n}\n`

const modelOf = (text: string): ServerModel => {
  const parsed = parseServer(text, 'my.json')
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.error.message)
  return parsed.value
}

describe('a server from a file', () => {
  it('is its base in everything that is not said', () => {
    assert.deepEqual(modelOf(`{ ${HEAD} }`), {
      ...PROSODY,
      name: 'mine',
      base: 'prosody',
      summary: 'prosody with changes from a file',
    })
  })

  it('changes fields one by one, and lists as a whole', () => {
    const { xmpp, tcp } = modelOf(
      withLine(
        '"sasl": { "mechanisms": ["SCRAM-SHA-256"], "iterations": 4096 }, "think": { "bind": "7us" }, "tcp": { "nagle": "on" }, "capacity": 4',
      ),
    )
    assert.deepEqual(xmpp, {
      ...PROSODY.xmpp,
      capacity: 4,
      sasl: { ...PROSODY.xmpp.sasl, mechanisms: ['SCRAM-SHA-256'], iterations: 4_096 },
      think: { ...PROSODY.xmpp.think, bind: constantly(microseconds(7)) },
    })
    assert.deepEqual(tcp, { nagle: 'on', fastOpen: 'accepted' })
  })

  it('says what holds for both ports, and over it for one', () => {
    const { tls } = modelOf(
      withLine(
        '"tls": { "flightThink": "2ms", "tickets": { "kind": "none" }, "direct": { "tickets": { "kind": "resume" } } }',
      ),
    )
    const both = { flightThink: constantly(milliseconds(2)), tickets: { kind: 'none' } }
    const octets = { '1.2': 176, '1.3': 208 }
    assert.deepEqual(tls, {
      starttls: { ...PROSODY.tls.starttls, ...both },
      direct: { ...PROSODY.tls.direct, ...both, tickets: { kind: 'resume', key: 'own', octets } },
    })
  })

  it('takes a text away with null', () => {
    const text = withLine('"sasl": { "failureText": null }').replace('"prosody"', '"ejabberd"')
    assert.notEqual(EJABBERD.xmpp.sasl.failureText, undefined)
    assert.deepEqual(modelOf(text).xmpp, {
      ...EJABBERD.xmpp,
      sasl: { ...EJABBERD.xmpp.sasl, failureText: undefined },
    })
  })
})

describe('a server file with a mistake', () => {
  const NAMES =
    '"prosody", "prosody-defaults", "prosody-busy-disk", "prosody-13.0.1", "ejabberd", "ejabberd-24.12", "nginx", "ideal" or "everything"'
  const DURATION =
    'a duration with its unit (ns, us, ms or s; at most a day), as in "300ms", or quantiles of it'
  const cases: readonly [text: string, complaint: string][] = [
    ['{}', '1:1: format: found nothing, expected "xmpp-rtt/server@1"'],
    [
      withLine('"capacity": 1').replace('"mine"', '"prosody"'),
      '3:11: name: found "prosody", expected a name that none of the shipped servers has',
    ],
    [
      withLine('"capacity": 1').replace('"mine"', '"my server"'),
      '3:11: name: found "my server", expected lower-case letters, digits, ".", "_" and "-", as in "my-server"',
    ],
    [
      withLine('"capacity": 1').replace('"prosody"', '"prosodi"'),
      `4:11: base: found "prosodi", expected ${NAMES} (did you mean "prosody"?)`,
    ],
    [
      withLine('"fats": {}'),
      '5:3: fats: found an unknown field, expected a known one (did you mean "fast"?)',
    ],
    [
      withLine('"sm": { "failed": { "cuont": "sent" } }'),
      '5:23: sm.failed.cuont: found an unknown field, expected "inlineShape", "wrappedText", "wrappedExpiredText", "directText", "directExpiredText", "staleText", "alreadyText", "notYetText", "earlyText", "count" or "countAfterRestart" (did you mean "count"?)',
    ],
    [
      withLine('"fast": { "mechanisms": ["HT-SHA-256-EXPO"] }'),
      '5:28: fast.mechanisms[0]: found "HT-SHA-256-EXPO", expected "HT-SHA-256-EXPR", "HT-SHA-256-UNIQ", "HT-SHA-256-ENDP", "HT-SHA-256-NONE", "HT-SHA-512-EXPR", "HT-SHA-512-UNIQ", "HT-SHA-512-ENDP", "HT-SHA-512-NONE", "HT-SHA3-512-EXPR", "HT-SHA3-512-UNIQ", "HT-SHA3-512-ENDP" or "HT-SHA3-512-NONE" (did you mean "HT-SHA-256-EXPR"?)',
    ],
    [
      withLine('"sasl": { "mechanisms": ["PLAIN", "PLAIN"] }'),
      '5:27: sasl.mechanisms: found ["PLAIN","PLAIN"], expected each entry once',
    ],
    [
      withLine('"features": { "secured": ["sals1"] }'),
      '5:29: features.secured[0]: found "sals1", expected "sasl2", "sasl1" or "channel-binding" (did you mean "sasl1"?)',
    ],
    [
      withLine('"features": { "secured": ["sasl1", { "xml": "<a/><b/>" }] }'),
      '5:47: features.secured[1].xml: found "<a/><b/>", expected one XML element',
    ],
    [withLine('"think": { "bind": 3 }'), `5:22: think.bind: found 3, expected ${DURATION}`],
    [
      withLine('"tls": { "direct": { "flightThink": "1" } }'),
      `5:39: tls.direct.flightThink: found "1", expected ${DURATION}`,
    ],
    [
      withLine('"tls": { "tickets": { "kind": "resum" } }'),
      '5:33: tls.tickets.kind: found "resum", expected "none", "useless" or "resume" (did you mean "resume"?)',
    ],
    [
      withLine('"http": { "webSocket": { "target": "ws" } }'),
      '5:38: http.webSocket.target: found "ws", expected a path, as in "/xmpp-websocket"',
    ],
    [
      withLine('"leftOutOfBodies": ["<sm/>"]'),
      '5:23: leftOutOfBodies[0]: found "<sm/>", expected the name of an element, as in "sm"',
    ],
    [withLine('"capacity": 0'), '5:15: capacity: found 0, expected a number of at least 1'],
    [
      withLine('"features": { "authenticated": ["sm"] }'),
      '5:34: features.authenticated: found ["sm"], expected "bind" among them',
    ],
    [
      withLine('"features": { "secured": ["channel-binding"] }'),
      '5:28: features.secured: found ["channel-binding"], expected "sasl1" or "sasl2" among them',
    ],
    [
      withLine('"tls": { "direct": { "acceptsEarlyData": true } }'),
      '5:44: tls.direct.acceptsEarlyData: found true, expected false, or a "maxEarlyData" above 0 and "tickets" of the kind "resume"',
    ],
    [
      withLine('"fast": { "lifetimeSeconds": 60 }'),
      '5:32: fast.lifetimeSeconds: found 60, expected a token to be renewed within its lifetime (86400 of 60 s)',
    ],
  ]
  for (const [text, complaint] of cases) {
    it(complaint, () => {
      const parsed = parseServer(text, 'my.json')
      assert.equal(parsed.ok ? 'accepted' : parsed.error.message, `my.json:${complaint}`)
    })
  }
})

describe('a server by its name', () => {
  it('is one of those that are listed, or the nearest is asked about', () => {
    assert.deepEqual(serverNamed('prosody', 'servers'), { ok: true, value: PROSODY })
    const unknown = serverNamed('ejaberd', 'servers')
    assert.equal(
      unknown.ok ? '' : unknown.error.message,
      'servers: found "ejaberd", expected one of prosody, prosody-defaults, prosody-busy-disk, prosody-13.0.1, ejabberd, ejabberd-24.12, nginx, ideal, everything, or the path of a .json file (did you mean "ejabberd"?)',
    )
  })
})
