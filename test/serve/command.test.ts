/** The command itself, as a program: what it prints, and how it ends. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, it } from 'node:test'
import { connect } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { HOST, PASSWORD } from './hosting.ts'
import { HEADER, plainLogin, RawClient } from './raw-client.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

class Command {
  out = ''
  err = ''
  readonly #process: ChildProcess
  readonly #changed: (() => void)[] = []

  constructor(...options: readonly string[]) {
    this.#process = spawn(
      process.execPath,
      ['--import', 'tsx', 'src/cli.ts', 'serve', '--port', '0', '--tls-port', '0', ...options],
      { cwd: ROOT, env: { ...process.env, XMPP_PASSWORD: PASSWORD } },
    )
    this.#process.stdout?.on('data', (chunk) => {
      this.out += chunk
      this.#tell()
    })
    this.#process.stderr?.on('data', (chunk) => {
      this.err += chunk
      this.#tell()
    })
  }

  get exitCode(): Promise<number | null> {
    return once(this.#process, 'close').then(([code]) => code)
  }

  stop(): void {
    this.#process.kill('SIGTERM')
  }

  /** Port of direct TLS, once the server is up. */
  async port(): Promise<number> {
    for (;;) {
      const [, port] = /direct TLS on port (\d+)/.exec(this.err) ?? []
      if (port !== undefined && /keep it off/.test(this.err)) return Number(port)
      if (this.#process.exitCode !== null) assert.fail(this.err)
      await new Promise<void>((resolve) => this.#changed.push(resolve))
    }
  }

  #tell(): void {
    for (const resolve of this.#changed.splice(0)) resolve()
  }
}

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

/** Header and authentication one by one: two waits behind that of TLS. */
const SERIAL = [HEADER, plainLogin(PASSWORD)]
const PIPELINED = [HEADER + plainLogin(PASSWORD)]

describe('xmpp-rtt serve', { concurrency: true, timeout: 60_000 }, () => {
  it('prints a line of JSON for each connection, and ends after so many', async () => {
    const command = new Command('-f', 'json', '--connections', '2')
    const ended = command.exitCode
    const port = await command.port()
    await logIn(port, SERIAL)
    await logIn(port, PIPELINED)
    assert.equal(await ended, 0)
    const [first, second] = command.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.deepEqual(first.waits, { total: 3, byLayer: { tls: 1, header: 1, auth: 1 } })
    assert.deepEqual(second.waits, { total: 2, byLayer: { tls: 1, auth: 1 } })
    assert.deepEqual([first.schema, first.kind, second.kind], [1, 'cold', 'reconnect'])
    assert.doesNotMatch(command.err + command.out, new RegExp(PASSWORD))
  })

  it('exits with 1 after a connection that took more waits than allowed', async () => {
    const command = new Command('--max-waits', '2')
    const ended = command.exitCode
    const port = await command.port()
    await logIn(port, PIPELINED)
    await logIn(port, SERIAL)
    assert.equal(await ended, 1)
    assert.match(command.err, /connection #2 took 3 waits, 2 were allowed/)
    assert.match(command.out, /#1 cold direct alice@localhost\/\S+ bound: 2 waits after TCP/)
    assert.match(command.out, /- waited for features before <authenticate\/>.*: 1 round trip \[/)
  })

  it('allows a first login more than a reconnect', async () => {
    const command = new Command('--max-waits', '3', '--max-reconnect-waits', '2')
    const ended = command.exitCode
    const port = await command.port()
    await logIn(port, SERIAL)
    await logIn(port, PIPELINED)
    await logIn(port, SERIAL)
    assert.equal(await ended, 1)
    assert.match(command.err, /connection #3 took 3 waits, 2 were allowed/)
  })

  it('exits with 1 after a connection that failed, where waits are limited', async () => {
    const command = new Command('--max-waits', '9')
    const ended = command.exitCode
    const client = new RawClient(
      connect({ port: await command.port(), host: HOST, rejectUnauthorized: false }),
    )
    client.say(HEADER.replace("to='localhost'", "to='elsewhere'"))
    await client.end()
    assert.equal(await ended, 1)
    assert.match(command.err, /connection #1 did not become ready/)
    assert.match(command.out, /failed \(stream-error: .*host-unknown\)/)
  })

  it('ends well when it is told to, and reports who is still there', async () => {
    const command = new Command('--server', 'ideal')
    const ended = command.exitCode
    const port = await command.port()
    const socket = connect({ port, host: HOST, rejectUnauthorized: false })
    const client = new RawClient(socket)
    await once(socket, 'secureConnect')
    client.say(HEADER + plainLogin(PASSWORD))
    await client.hear(/<\/success>/)
    command.stop()
    await client.end()
    assert.equal(await ended, 0)
    assert.match(command.out, /^#1 cold direct alice@localhost/)
  })

  it('exits with 3 when a port is taken', async () => {
    const taken = createServer().listen(0, HOST)
    await once(taken, 'listening')
    const address = taken.address()
    assert.ok(address !== null && typeof address === 'object')
    const command = new Command('--port', String(address.port))
    assert.equal(await command.exitCode, 3)
    assert.match(command.err, /^xmpp-rtt: cannot serve: .*EADDRINUSE/)
    taken.close()
  })

  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['a server that is not there', ['--server', 'prosodi'], /--server: .*did you mean "prosody"/],
    ['a certificate without a key', ['--cert', 'x.pem'], /--cert and --key together/],
    ['an account with a password', ['--account', 'alice:secret'], /--account: /],
    ['a file that is not there', ['--account-file', '/nowhere'], /nowhere: found no such file/],
    ['a long hold', ['--hold', '2s'], /--hold: .*at most 1s/],
    ['a domain with a space', ['--domain', 'a b'], /--domain: /],
    ['no connections', ['--connections', '0'], /--connections: .*whole number from 1/],
  ]
  for (const [what, options, complaint] of wrong) {
    it(`refuses ${what} in one line`, async () => {
      const command = new Command(...options)
      assert.equal(await command.exitCode, 2)
      assert.match(command.err, complaint)
      assert.equal(command.err.trim().split('\n').length, 1, command.err)
      assert.equal(command.out, '')
    })
  }
})
