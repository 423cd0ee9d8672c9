/** Clients that others wrote, who stay online for as long as they are let, and how they are run. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Where a client finds its server, as whom, and whom it trusts. */
export interface Destination {
  readonly host: string
  readonly starttlsPort: number
  readonly directPort: number
  readonly domain: string
  /** Of `alice`. */
  readonly password: string
  readonly caFile: string
}

export interface RiderProgram {
  readonly name: 'xmpp.js' | 'slixmpp' | 'profanity' | 'go-sendxmpp'
  /** Succeeds where it is installed. */
  readonly probe: readonly [string, ...string[]]
  /** `keepAliveMs`: it asks after so long, and gives up after as long again; 0: as it does by itself. */
  readonly command: (to: Destination, keepAliveMs: number) => readonly [string, ...string[]]
  readonly environment?: (to: Destination) => NodeJS.ProcessEnv
  /** Says something and is gone, rather than staying. */
  readonly visit?: string
}

/** Debian's, which has Debian's libraries. */
const PYTHON = '/usr/bin/python3'

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

export const XMPPJS: RiderProgram = {
  name: 'xmpp.js',
  probe: [process.execPath, '--version'],
  // STARTTLS: with direct TLS it wants a certificate for where it connects to, and not for the domain.
  command: ({ host, starttlsPort, domain }, keepAliveMs) => [
    process.execPath,
    file('xmppjs-rider.mjs'),
    ...[`xmpp://${host}:${starttlsPort}`, domain, String(keepAliveMs)],
  ],
  environment: ({ caFile }) => ({ NODE_EXTRA_CA_CERTS: caFile }),
}

export const SLIXMPP: RiderProgram = {
  name: 'slixmpp',
  probe: [PYTHON, '-c', 'import slixmpp'],
  command: ({ host, directPort, domain, caFile }, keepAliveMs) => [
    PYTHON,
    file('slixmpp-rider.py'),
    ...[host, String(directPort), domain, caFile, String(keepAliveMs / 1_000)],
  ],
}

export const PROFANITY: RiderProgram = {
  name: 'profanity',
  probe: ['sh', '-c', 'tmux -V && profanity --version'],
  command: ({ host, directPort, domain, caFile }) => [
    PYTHON,
    file('profanity-rider.py'),
    ...[host, String(directPort), domain, caFile],
  ],
}

export const GO_SENDXMPP: RiderProgram = {
  name: 'go-sendxmpp',
  probe: ['go-sendxmpp', '--version'],
  command: ({ host, starttlsPort, domain, password }) => [
    ...(['go-sendxmpp', '--username', `alice@${domain}`, '--password', password] as const),
    ...['--jserver', `${host}:${starttlsPort}`, `alice@${domain}`],
  ],
  environment: ({ caFile }) => ({ SSL_CERT_FILE: caFile }),
  visit: 'hello\n',
}

export const isThere = ({ probe: [command, ...arguments_] }: RiderProgram): Promise<boolean> =>
  new Promise((resolve) => {
    execFile(command, arguments_, (error) => resolve(error === null))
  })

/** One of them at work. */
export class Rider {
  /** What it has said, line by line. */
  readonly said: string[] = []
  #complaints = ''
  #exit: number | null | undefined
  readonly #child: ChildProcess
  readonly #changed: (() => void)[] = []

  constructor(program: RiderProgram, to: Destination, keepAliveMs: number) {
    const [command, ...arguments_] = program.command(to, keepAliveMs)
    const environment = { ...program.environment?.(to), XMPP_PASSWORD: to.password }
    const child = spawn(command, arguments_, { env: { ...process.env, ...environment } })
    this.#child = child
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.said.push(...text.split('\n').filter((line) => line !== ''))
      this.#tell()
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#complaints = (this.#complaints + text).slice(-4_000)
    })
    child.once('exit', (code) => {
      this.#exit = code
      this.#tell()
    })
    if (program.visit !== undefined) child.stdin?.end(program.visit)
  }

  /** Until it has said so many lines. */
  async hasSaid(count: number): Promise<void> {
    while (this.said.length < count) {
      if (this.#exit !== undefined) throw this.#failure(`expected ${count} lines`)
      await new Promise<void>((resolve) => this.#changed.push(resolve))
    }
  }

  /** Lets it go, and waits until it has gone. */
  async leave(): Promise<void> {
    this.#child.stdin?.end()
    if (this.#exit === undefined) await once(this.#child, 'exit')
    if (this.#exit !== 0) throw this.#failure('expected it to end well')
  }

  /** Whatever it is at. */
  kill(): void {
    this.#child.kill('SIGKILL')
  }

  #failure(expected: string): Error {
    const found = `${this.said.join(', ')} and exit code ${this.#exit}\n${this.#complaints}`
    return new Error(`${expected}, found ${found}`)
  }

  #tell(): void {
    for (const resolve of this.#changed.splice(0)) resolve()
  }
}
