/** The command itself: what it prints, and how it ends. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createConnection, createServer, type Socket } from 'node:net'
import { describe, it } from 'node:test'
import { connect } from 'node:tls'
import { commandOutput } from '../cli/command.ts'
import { within } from '../cli/within.ts'
import { HOST, PASSWORD } from './hosting.ts'
import { HEADER, plainLogin, RawClient } from './raw-client.ts'

const SERVE = ['serve', '--port', '0', '--tls-port', '0']
const env = { XMPP_PASSWORD: PASSWORD }

/** The port of direct TLS, once the server that prints this is up. */
class Welcome {
  readonly port: Promise<number>
  /** Of STARTTLS, once the other is known. */
  clear = 0
  #found: (port: number) => void = () => {}

  constructor() {
    this.port = new Promise((resolve) => {
      this.#found = resolve
    })
  }

  readonly heard = (stderr: string): void => {
    const found = /STARTTLS on port (\d+), direct TLS on port (\d+)[\s\S]*keep it off/.exec(stderr)
    const [, clear, port] = found ?? []
    this.clear = Number(clear)
    if (port !== undefined) this.#found(Number(port))
  }
}

/** Within this process, until it ends by itself. */
const begin = (...options: readonly string[]) => beginIn(env, ...options)

const beginIn = (env: Readonly<Record<string, string>>, ...options: readonly string[]) => {
  const welcome = new Welcome()
  const { heard, port } = welcome
  const ended = within([...SERVE, ...options], { env, heard })
  const early = (): Promise<never> => ended.then(({ stderr }) => assert.fail(stderr))
  return { ended, port: () => Promise.race([port, early()]), clearPort: () => welcome.clear }
}

/** Whatever it ends of. */
const over = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket
      .on('error', () => {})
      .once('close', () => resolve())
      .resume()
  })

/** By a client that does not look at the certificate, which was made for this run. */
const logIn = async (port: number, flights: readonly string[]): Promise<void> => {
  const socket = connect({ port, host: HOST, rejectUnauthorized: false })
  const client = new RawClient(socket)
  await once(socket, 'secureConnect')
  const answers = [/<\/stream:features>/, /<\/success>/].slice(-flights.length)
  for (const [index, flight] of flights.entries()) {
    client.say(flight)
    await client.hear(answers[index] ?? assert.fail())
  }
  client.say('</stream:stream>')
  await client.end()
}

/** Header and authentication one by one: two waits behind those of TCP and TLS. */
const SERIAL = [HEADER, plainLogin(PASSWORD)]
const PIPELINED = [HEADER + plainLogin(PASSWORD)]

describe('xmpp-rtt serve', () => {
  it('prints a line of JSON for each connection, and ends after so many', async () => {
    const { port, clearPort, ended } = begin('-f', 'json', '--connections', '2')
    await logIn(await port(), SERIAL)
    await logIn(await port(), PIPELINED)
    const { code, stdout, stderr } = await ended
    assert.equal(code, 0)
    const [listening, first, second, summary] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.deepEqual(first.waits, { total: 4, byLayer: { tcp: 1, tls: 1, header: 1, auth: 1 } })
    assert.deepEqual(second.waits, { total: 3, byLayer: { tcp: 1, tls: 1, auth: 1 } })
    assert.deepEqual([first.schema, first.kind, second.kind], [3, 'cold', 'reconnect'])
    const { kind, ports, certificate } = listening
    assert.deepEqual([kind, ports.direct, ports.starttls], ['listening', await port(), clearPort()])
    assert.ok(stderr.includes(certificate))
    const both = { security: 'direct', outcome: 'bound', connections: 1 }
    assert.deepEqual(summary, {
      ...{ schema: 3, kind: 'summary', connections: 2, noStream: 0, others: 0 },
      groups: [
        // The first knew no features to rely on.
        { kind: 'cold', ...both, waits: 4, savable: 0 },
        { kind: 'reconnect', ...both, waits: 3, savable: 0 },
      ],
    })
    assert.doesNotMatch(stderr + stdout, new RegExp(PASSWORD))
  })

  it('exits with 1 after a connection that took more waits than allowed', async () => {
    const runner = { ...env, GITHUB_ACTIONS: 'true' }
    const { port, ended } = beginIn(runner, '--max-waits', '3')
    await logIn(await port(), PIPELINED)
    await logIn(await port(), SERIAL)
    const { code, stdout, stderr } = await ended
    assert.equal(code, 1)
    // Once for the runner, whose commands are lines of their own, and once for people.
    const said =
      /connection #2 \(reconnect, alice@localhost\/\S+\) took 4 waits \(tcp 1, tls 1, header 1, auth 1\), 3 were allowed\n/
    assert.match(stderr, new RegExp(`^::error title=a limit was not kept::${said.source}`, 'm'))
    assert.match(stderr, new RegExp(`^xmpp-rtt: ${said.source}`, 'm'))
    assert.match(
      stdout,
      /#1 cold direct alice@localhost\/\S+ bound: 3 waits \(tcp 1, tls 1, auth 1\)/,
    )
    assert.match(stdout, /- waited for features before <authenticate\/>.*: 1 round trip \[/)
  })

  it('gives the same advice once, and refers to it', async () => {
    const { port, ended } = begin('--connections', '3')
    for (let i = 0; i < 3; i += 1) await logIn(await port(), SERIAL)
    const { stdout } = await ended
    // The first knew no features to rely on; the third could have saved what the second could.
    assert.equal(stdout.match(/- waited for features/g)?.length, 1)
    assert.match(stdout, /^ {3}could have saved 1 round trip, as #2$/m)
    assert.match(stdout, /^3 connections in all$/m)
    assert.match(stdout, /^ +2 +reconnect +direct +bound +4 +1$/m)
  })

  it('allows a first login more than a reconnect', async () => {
    const { port, ended } = begin('--max-waits', '4', '--max-reconnect-waits', '3')
    await logIn(await port(), SERIAL)
    await logIn(await port(), PIPELINED)
    await logIn(await port(), SERIAL)
    const { code, stderr } = await ended
    assert.equal(code, 1)
    assert.match(
      stderr,
      /^xmpp-rtt: connection #3 \(reconnect, \S+\) took 4 waits .*, 3 were allowed$/m,
    )
  })

  it('allows what a table calls so many waits, TCP included', async () => {
    // As the row of sasl2-direct+pipelined with PLAIN: tcp 1, tls 1, auth 1.
    const { port, ended } = begin('--max-waits', '3', '--connections', '1')
    await logIn(await port(), PIPELINED)
    assert.equal((await ended).code, 0)
  })

  it('does not hold against clients what spoke no XMPP', async () => {
    const { port, clearPort, ended } = begin('--max-waits', '4', '--connections', '1')
    const direct = await port()
    // A client of HTTP at either port, and one of TLS where STARTTLS is expected.
    for (const to of [direct, clearPort()]) {
      const http = createConnection({ port: to, host: HOST })
      http.end('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
      await over(http)
    }
    await over(connect({ port: clearPort(), host: HOST, rejectUnauthorized: false }))
    await logIn(direct, SERIAL)
    const { code, stdout } = await ended
    assert.equal(code, 0)
    assert.equal(stdout.match(/^#.*spoke no XMPP/gm)?.length, 3)
    assert.match(stdout, /^1 connection in all, and 3 that spoke no XMPP$/m)
  })

  it('exits with 1 when reconnects were to be looked at and there was none', async () => {
    const { port, ended } = begin('--max-reconnect-waits', '9', '--connections', '1')
    await logIn(await port(), SERIAL)
    const { code, stderr } = await ended
    assert.equal(code, 1)
    assert.match(stderr, /none of the connections was a reconnect\n$/)
  })

  it('exits with 1 when fewer came back than were to', async () => {
    const { port, ended } = begin('--expect-reconnects', '2', '--connections', '2')
    await logIn(await port(), SERIAL)
    await logIn(await port(), SERIAL)
    const { code, stderr } = await ended
    assert.equal(code, 1)
    assert.match(stderr, /1 of the connections were reconnects, expected 2\n$/)
  })

  it('exits with 1 after a connection that failed, where waits are limited', async () => {
    const { port, ended } = begin('--max-waits', '9')
    const client = new RawClient(
      connect({ port: await port(), host: HOST, rejectUnauthorized: false }),
    )
    client.say(HEADER.replace("to='localhost'", "to='elsewhere'"))
    await client.end()
    const { code, stdout, stderr } = await ended
    assert.equal(code, 1)
    assert.match(stderr, /connection #1 \(cold\) did not become ready/)
    assert.match(stdout, /failed \(stream-error: .*host-unknown\)/)
  })

  // As the row of sasl2-direct+pipelined with PLAIN: three waits.
  for (const [signal, allowed, ends] of [
    ['SIGTERM', '3', 0],
    ['SIGHUP', '3', 0],
    ['SIGTERM', '2', 1],
  ] as const) {
    it(`ends with ${ends} when ${signal} tells it to, and ${allowed} waits were allowed to who is still there`, async () => {
      const { heard, port } = new Welcome()
      let kill: (signal: NodeJS.Signals) => void = () => {}
      const limits = ['--server', 'everything', '--max-waits', allowed]
      const ended = commandOutput([...SERVE, ...limits], {
        env,
        heard,
        onStart: (killer) => {
          kill = killer
        },
      })
      const socket = connect({ port: await port, host: HOST, rejectUnauthorized: false })
      const client = new RawClient(socket)
      await once(socket, 'secureConnect')
      client.say(HEADER + plainLogin(PASSWORD))
      await client.hear(/<\/success>/)
      kill(signal)
      await client.end()
      const { code, stdout } = await ended
      assert.equal(code, ends)
      assert.match(stdout, /^#1 cold direct alice@localhost/)
    })
  }

  it('exits with 3 when a port is taken', async () => {
    const taken = createServer().listen(0, HOST)
    await once(taken, 'listening')
    const address = taken.address()
    assert.ok(address !== null && typeof address === 'object')
    const { code, stderr } = await begin('--port', String(address.port)).ended
    assert.equal(code, 3)
    assert.match(stderr, /^xmpp-rtt: cannot serve: .*EADDRINUSE/)
    taken.close()
  })

  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['a server that is not there', ['--server', 'prosodi'], /--server: .*did you mean "prosody"/],
    ['a certificate without a key', ['--cert', 'x.pem'], /--cert: found no key with it/],
    ['an account with a password', ['--account', 'alice:secret'], /--account: /],
    ['a file that is not there', ['--account-file', '/nowhere'], /nowhere: found no such file/],
    ['no messages', ['--messages', '0/s'], /--messages: found 0\/s, expected more than none/],
    ['too many messages', ['--messages', '11/s'], /--messages: found 11\/s, .*at most 10\/s/],
    ['a long hold', ['--hold', '2s'], /--hold: .*at most 1s/],
    ['a domain with a space', ['--domain', 'a b'], /--domain: /],
    ['no connections', ['--connections', '0'], /--connections: .*whole number from 1/],
  ]
  for (const [what, options, complaint] of wrong) {
    it(`refuses ${what} in one line`, async () => {
      const { code, stdout, stderr } = await begin(...options).ended
      assert.equal(code, 2)
      assert.match(stderr, complaint)
      assert.equal(stderr.trim().split('\n').length, 1, stderr)
      assert.equal(stdout, '')
    })
  }
})
