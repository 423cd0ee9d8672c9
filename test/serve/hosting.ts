/** A server for tests, on loopback ports that are free, whose reports can be waited for. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PortKind } from '../../src/attach/listening/listening.ts'
import { ownCertificate } from '../../src/files/own-certificate.ts'
import { accepted } from '../../src/json/input-error.ts'
import { type ServeRunOptions, type Serving, serve } from '../../src/run/serve/serve.ts'
import { SaltedKeys } from '../../src/sasl/scram/keys.ts'
import { serverNamed } from '../../src/servers/file/read.ts'
import { milliseconds } from '../../src/units.ts'
import type { ServedConnection } from '../../src/watch/served-connection.ts'
import type { Account } from '../../src/xmpp/account.ts'

export const PASSWORD = 'correct horse battery staple'
export const HOST = '127.0.0.1'
/** Of a client of ours. */
export const ACCOUNT: Account = {
  local: 'alice',
  domain: 'localhost',
  password: PASSWORD,
  userAgentId: 'd4565fa7-4d72-4749-b3d3-740edbf87770',
  software: 'bench',
  device: 'rig',
  resource: 'bench',
  carbons: true,
  saltedKeys: new SaltedKeys(),
}
/** For all tests of a file: making one takes a few milliseconds. */
export const CERTIFICATE = await ownCertificate('localhost')

/** Where it carries XMPP over HTTP. */
export const PLACE = {
  host: 'localhost',
  targets: { 'web-socket': '/xmpp-websocket', bosh: '/http-bind' },
}

export class Hosting {
  readonly remarks: string[] = []
  readonly reports: ServedConnection[] = []
  readonly serving: Serving
  readonly #awaited: { readonly has: () => boolean; readonly resolve: () => void }[] = []

  private constructor(serving: Serving) {
    this.serving = serving
  }

  static async open(
    server: string,
    change: Partial<Omit<ServeRunOptions, 'served' | 'remark'>> = {},
  ): Promise<Hosting> {
    // Nobody connects before this has returned.
    let hosting: Hosting | undefined
    const serving = await serve({
      server: accepted(serverNamed(server, 'server')),
      domain: 'localhost',
      accounts: [{ local: 'alice', password: PASSWORD }],
      host: HOST,
      ports: { starttls: 0, direct: 0, websocket: 0, bosh: 0 },
      certificate: CERTIFICATE,
      seed: 'test',
      wallClock: Date.now(),
      hold: milliseconds(5),
      ...change,
      served: (report) => hosting?.served(report),
      remark: (text) => hosting?.remarks.push(text),
    })
    hosting = new Hosting(serving)
    return hosting
  }

  served(report: ServedConnection): void {
    this.reports.push(report)
    for (const { has, resolve } of this.#awaited) if (has()) resolve()
  }

  port(kind: PortKind): number {
    const port = this.serving.ports[kind]
    if (port === undefined) throw new Error(`no port for ${kind}`)
    return port
  }

  /** All reports, once there are so many. */
  async enough(count: number): Promise<readonly ServedConnection[]> {
    await this.#until(() => this.reports.length >= count)
    return this.reports
  }

  /** Waits for the report of a client that became ready, in whatever order reports come. */
  ready(): Promise<void> {
    return this.#until(() => this.reports.some(({ outcome }) => outcome.kind === 'ready'))
  }

  async #until(has: () => boolean): Promise<void> {
    if (!has()) await new Promise<void>((resolve) => this.#awaited.push({ has, resolve }))
  }

  close(): Promise<void> {
    return this.serving.close()
  }
}

/** The certificate as a file, for clients that are programs of their own. */
export async function withCertificateFile(action: (path: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'xmpp-rtt-serve-'))
  const path = join(folder, 'certificate.pem')
  writeFileSync(path, CERTIFICATE.chain)
  try {
    await action(path)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
