/** What a connection manager makes of requests (XEP-0124): order, repetition, and who does not belong. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readBody } from '../../src/bosh/body.ts'
import { ConnectionManager } from '../../src/bosh/manager.ts'
import { BoshServer } from '../../src/bosh/server.ts'
import type { BoshApplication, BoshSession } from '../../src/bosh/session.ts'
import type { BoshSettings } from '../../src/bosh/settings.ts'
import { Random } from '../../src/random.ts'
import { IDEAL_SERVER } from '../../src/servers/ideal.ts'
import type { TransportCommand, TransportEvent } from '../../src/transport.ts'
import { type Instant, plus, START, seconds } from '../../src/units.ts'
import { collectGarbage } from '../garbage.ts'

const NS = "xmlns='http://jabber.org/protocol/httpbind'"
const SETTINGS = IDEAL_SERVER.http.bosh

/** Says again what it hears, but for headers, and says so at once. */
class Echo implements BoshApplication {
  readonly busy = false
  trusted = false
  readonly heard: string[] = []
  readonly #said: TransportCommand[] = []
  #told = 0

  handle(event: TransportEvent): void {
    if (event.kind !== 'received') return
    const text = Buffer.from(event.bytes).toString()
    this.heard.push(text)
    if (!text.startsWith('<body ')) this.#said.push({ kind: 'send', bytes: event.bytes })
  }

  say(command: TransportCommand): void {
    this.#said.push(command)
  }

  poll(): TransportCommand | undefined {
    const command = this.#said[this.#told]
    if (command !== undefined) this.#told += 1
    return command
  }

  deadline(): Instant | undefined {
    return undefined
  }

  wake(): void {}
}

/** Answers a header with one of its own, a second later. */
class Slow extends Echo {
  #due: Instant | undefined = plus(START, seconds(1))

  override deadline(): Instant | undefined {
    return this.#due
  }

  override wake(): void {
    this.#due = undefined
    const header = Buffer.from(`<body ${NS} from='d'/>`)
    for (const bytes of [header, Buffer.from(message('features'))])
      this.say({ kind: 'send', bytes })
  }
}

class Scene {
  readonly manager: ConnectionManager
  readonly echo: Echo
  now: Instant = START

  constructor(echo = new Echo(), settings: BoshSettings = SETTINGS) {
    this.echo = echo
    this.manager = new ConnectionManager({ settings, random: Random.seeded('sids') })
  }

  /** The answer, if there is one so far, and how its connection goes. */
  post(body: string): { body: string | undefined; lose: () => void } {
    let session: BoshSession | undefined
    const waiting = {
      body: undefined as string | undefined,
      lose: () => session?.abandon(waiting, this.now),
      answer(text: string) {
        waiting.body = text
      },
    }
    const arrival = { secured: undefined, open: () => this.echo }
    session = this.manager.take(Buffer.from(body), waiting, arrival, this.now)
    return waiting
  }

  /** With its first request still held, which is number 10. */
  static begun(settings = SETTINGS): {
    scene: Scene
    sid: string
    first: { body: string | undefined }
  } {
    const scene = new Scene(new Echo(), settings)
    const first = scene.post(`<body ${NS} rid='10' to='d' wait='60' hold='1'/>`)
    assert.equal(first.body, undefined)
    // Nothing has been said, so that only the next request makes it answer.
    const second = scene.post(`<body ${NS} rid='11' sid='${sidOf(scene)}'/>`)
    assert.equal(second.body, undefined)
    return { scene, sid: sidOf(scene), first }
  }
}

/** As the manager makes them. */
const sidOf = (_: Scene): string =>
  Buffer.from(Random.seeded('sids').fork(1).bytes(20)).toString('hex')

const condition = (body: string | undefined): string | undefined =>
  readBody(Buffer.from(body ?? ''))?.attributes['condition']
const message = (text: string): string => `<message xmlns='jabber:client'><b>${text}</b></message>`

describe('a session of BOSH', () => {
  for (const [wait, hold] of [
    ['0', '1'],
    ['60', '0'],
  ]) {
    it(`answers at once where the client lets nothing wait (${wait} s, hold ${hold}), but names the session`, () => {
      const scene = new Scene(new Slow())
      const first = scene.post(`<body ${NS} rid='10' to='d' wait='${wait}' hold='${hold}'/>`)
      assert.equal(first.body, undefined)
      scene.now = scene.manager.deadline() ?? START
      assert.equal(scene.now, plus(START, seconds(1)))
      scene.manager.wake(scene.now)
      const { sid, ...others } = readBody(Buffer.from(first.body ?? ''))?.attributes ?? {}
      assert.equal(sid, sidOf(scene))
      assert.deepEqual([others['wait'], others['hold']], [wait, hold])
      const second = scene.post(`<body ${NS} rid='11' sid='${sid}'/>`)
      // With nothing to wait for it is due now.
      if (second.body === undefined) scene.manager.wake(scene.now)
      assert.equal(second.body, `<body ${NS}/>`)
      assert.equal(scene.manager.deadline(), plus(scene.now, seconds(SETTINGS.inactivitySeconds)))
    })
  }

  it('hears what is said behind a restart in its request, or loses it', () => {
    const restart = `xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh' to='d'`
    const response = "<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"
    for (const behindRestart of ['taken', 'lost'] as const) {
      const { scene, sid } = Scene.begun({ ...SETTINGS, behindRestart })
      const before = scene.echo.heard.length
      scene.post(`<body ${NS} rid='12' sid='${sid}' ${restart}>${response}${message('b')}</body>`)
      const heard = scene.echo.heard.slice(before)
      assert.deepEqual(
        heard.map((text) => text.slice(1, text.search(/[ >]/))),
        behindRestart === 'taken' ? ['response', 'body', 'message'] : ['response', 'body'],
      )
    }
  })

  it('holds one request, and answers the older one when another comes (hold)', () => {
    const { first } = Scene.begun()
    assert.equal(first.body, `<body ${NS}/>`)
  })

  it('answers the request that waits with what there is to say', () => {
    const { scene, sid } = Scene.begun()
    const third = scene.post(`<body ${NS} rid='12' sid='${sid}'>${message('1')}</body>`)
    // The oldest, which is number 11, has the answer; this one is held.
    assert.equal(third.body, undefined)
    const fourth = scene.post(`<body ${NS} rid='13' sid='${sid}'/>`)
    assert.ok(third.body !== undefined && fourth.body === undefined)
  })

  it('takes requests in the order of their numbers, whichever comes first (§14.2)', () => {
    const { scene, sid } = Scene.begun()
    scene.post(`<body ${NS} rid='13' sid='${sid}'>${message('second')}</body>`)
    assert.ok(!scene.echo.heard.some((text) => text.includes('second')))
    scene.post(`<body ${NS} rid='12' sid='${sid}'>${message('first')}</body>`)
    const said = scene.echo.heard.filter((text) => text.startsWith('<message'))
    assert.deepEqual(said, [message('first'), message('second')])
  })

  it('gives the same answer again, and does nothing twice (§14.3)', () => {
    const { scene, sid, first } = Scene.begun()
    assert.equal(scene.post(`<body ${NS} rid='10' sid='${sid}'/>`).body, first.body)
    const body = `<body ${NS} rid='12' sid='${sid}'>${message('once')}</body>`
    scene.post(body)
    scene.post(body)
    assert.equal(scene.echo.heard.filter((text) => text.includes('once')).length, 1)
  })

  it('ends for whoever counts wrongly, and is then not known any more', () => {
    for (const rid of [9, 14, 9007199254740991]) {
      const { scene, sid } = Scene.begun()
      assert.equal(
        condition(scene.post(`<body ${NS} rid='${rid}' sid='${sid}'/>`).body),
        'item-not-found',
      )
      assert.equal(
        condition(scene.post(`<body ${NS} rid='12' sid='${sid}'/>`).body),
        'item-not-found',
      )
    }
  })

  it('answers at once where the client pauses, and is then patient (§10)', () => {
    const { scene, sid } = Scene.begun()
    const pause = scene.post(`<body ${NS} rid='12' sid='${sid}' pause='100'/>`)
    assert.ok(pause.body !== undefined && condition(pause.body) === undefined)
    scene.now = plus(scene.now, seconds(99))
    assert.equal(scene.post(`<body ${NS} rid='13' sid='${sid}'/>`).body, undefined)
  })

  it('answers a request that was held for as long as was asked for, with nothing', () => {
    const { scene, sid } = Scene.begun()
    const held = scene.post(`<body ${NS} rid='12' sid='${sid}'/>`)
    assert.equal(held.body, undefined)
    scene.manager.wake(plus(START, seconds(60)))
    assert.equal(held.body, `<body ${NS}/>`)
  })

  it('is over when no request has come for so long (inactivity)', () => {
    for (const [after, expected] of [
      [59, undefined],
      [60, 'item-not-found'],
    ] as const) {
      const { scene, sid } = Scene.begun()
      scene.manager.wake(plus(START, seconds(60)))
      scene.now = plus(scene.now, seconds(60 + after))
      const late = scene.post(`<body ${NS} rid='12' sid='${sid}'>${message('late')}</body>`)
      assert.equal(condition(late.body), expected)
    }
  })

  it('is not entered by anybody who does not know its name', () => {
    const { scene, sid } = Scene.begun()
    const other = `${sid.slice(0, -1)}${sid.endsWith('0') ? '1' : '0'}`
    const guess = scene.post(`<body ${NS} rid='12' sid='${other}'>${message('mine')}</body>`)
    assert.equal(condition(guess.body), 'item-not-found')
    assert.ok(!scene.echo.heard.some((text) => text.includes('mine')))
    // And goes on for the one who does.
    assert.equal(scene.post(`<body ${NS} rid='12' sid='${sid}'/>`).body, undefined)
  })
})

/** Of so many octets. */
const filled = (attributes: string, octets: number): string => {
  const tag = `<body ${NS} ${attributes}>`
  const fill = '<a/>'.repeat(Math.floor((octets - tag.length - '</body>'.length) / 4))
  return `${`${tag}${fill}</body>`.padEnd(octets)}`
}

describe('what a session of BOSH grants', () => {
  // LIMITS_BEFORE_AUTHENTICATION and LIMITS_AFTER_AUTHENTICATION.
  for (const [trusted, most] of [
    [false, 10_000],
    [true, 262_144],
  ] as const) {
    it(`is a body of ${most} octets to whoever is${trusted ? '' : ' not'} authenticated`, () => {
      for (const more of [0, 1]) {
        const { scene, sid } = Scene.begun()
        scene.echo.trusted = trusted
        const { body } = scene.post(filled(`rid='12' sid='${sid}'`, most + more))
        assert.equal(condition(body), more === 0 ? undefined : 'policy-violation')
      }
    })
  }

  it('is no more in the request that creates it, which creates none then', () => {
    const scene = new Scene()
    const first = scene.post(filled("rid='10' to='d' wait='60'", 10_001))
    assert.equal(condition(first.body), 'policy-violation')
    assert.deepEqual(scene.echo.heard, [])
    assert.equal(scene.manager.deadline(), undefined)
  })

  it('is as much memory as octets, for a request whose turn has not come', () => {
    const octets = 250_000
    const sessions = 10
    const scene = new Scene()
    scene.echo.trusted = true
    collectGarbage()
    const before = inUse()
    for (let at = 1; at <= sessions; at += 1) {
      scene.post(`<body ${NS} rid='10' to='d' wait='60' hold='1'/>`)
      const sid = Buffer.from(Random.seeded('sids').fork(at).bytes(20)).toString('hex')
      assert.equal(scene.post(filled(`rid='12' sid='${sid}'`, octets)).body, undefined)
    }
    collectGarbage()
    // Elements take more than 20 times as much.
    assert.ok(inUse() - before < 4 * sessions * octets)
    assert.equal(scene.manager.deadline(), plus(START, seconds(SETTINGS.waitAtMostSeconds)))
  })

  it('is no place for a request whose connection is gone before its turn', () => {
    const { scene, sid } = Scene.begun()
    const early = `<body ${NS} rid='13' sid='${sid}'>${message('early')}</body>`
    scene.post(early).lose()
    scene.post(`<body ${NS} rid='12' sid='${sid}'/>`)
    assert.ok(!scene.echo.heard.includes(message('early')))
    scene.post(early)
    assert.ok(scene.echo.heard.includes(message('early')))
  })

  it('is its end, where a body cannot be read when its turn comes', () => {
    const { scene, sid } = Scene.begun()
    const broken = scene.post(`<body ${NS} rid='13' sid='${sid}'><a></body>`)
    assert.equal(broken.body, undefined)
    scene.post(`<body ${NS} rid='12' sid='${sid}'/>`)
    assert.equal(condition(broken.body), 'bad-request')
    assert.equal(
      condition(scene.post(`<body ${NS} rid='14' sid='${sid}'/>`).body),
      'item-not-found',
    )
  })
})

const inUse = (): number => {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

describe('a connection to a manager of BOSH', () => {
  it('leaves none of the sessions that it was used for waiting', () => {
    const manager = new ConnectionManager({ settings: SETTINGS, random: Random.seeded('sids') })
    const server = new BoshServer({ manager, mode: 'arranged', open: () => new Echo() })
    const body = `<body ${NS} rid='10' to='d' wait='60' hold='1'/>`
    const request = `POST ${SETTINGS.target} HTTP/1.1\r\nHost: d\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    const bytes = Buffer.from(request.repeat(2))
    server.handle({ kind: 'received', bytes, early: false }, START)
    assert.equal(manager.deadline(), plus(START, seconds(SETTINGS.waitAtMostSeconds)))
    const lost = plus(START, seconds(30))
    server.handle({ kind: 'closed' }, lost)
    // Each has as long from now on as one without a request.
    assert.equal(manager.deadline(), plus(lost, seconds(SETTINGS.inactivitySeconds)))
  })
})

describe('a manager of BOSH that has as many sessions as it grants', () => {
  const MOST = 1_000
  const creation = `<body ${NS} rid='10' to='d' wait='60' hold='1'/>`
  const sid = (number: number): string =>
    Buffer.from(Random.seeded('sids').fork(number).bytes(20)).toString('hex')
  const full = (trusted: (at: number) => boolean) => {
    const manager = new ConnectionManager({ settings: SETTINGS, random: Random.seeded('sids') })
    const post = (body: string, echo = new Echo()): { body: string | undefined } => {
      const waiting = {
        body: undefined as string | undefined,
        answer(text: string) {
          waiting.body = text
        },
      }
      manager.take(Buffer.from(body), waiting, { secured: undefined, open: () => echo }, START)
      return waiting
    }
    const firsts = Array.from({ length: MOST }, (_, at) => {
      const echo = new Echo()
      echo.trusted = trusted(at)
      return post(creation, echo)
    })
    return { manager, post, firsts }
  }

  it('has one end for one more: the oldest in which nobody is authenticated', () => {
    const { post, firsts } = full((at) => at < 2)
    assert.equal(post(creation).body, undefined)
    const over = firsts.map(({ body }) => condition(body))
    assert.deepEqual(
      over.map((one, at) => [one, at]).filter(([one]) => one !== undefined),
      [['policy-violation', 2]],
    )
    const request = (number: number): string =>
      post(`<body ${NS} rid='11' sid='${sid(number)}'/>`).body ?? 'held'
    assert.deepEqual([request(2), request(4), request(MOST + 1)], ['held', 'held', 'held'])
    assert.equal(condition(request(3)), 'item-not-found')
  })

  it('refuses one more where somebody is authenticated in each', () => {
    const { post, firsts } = full(() => true)
    assert.equal(condition(post(creation).body), 'policy-violation')
    assert.ok(firsts.every(({ body }) => body === undefined))
  })
})
