/** Programs of others as clients of `serve`: how they are run, and what the server saw of them. */
import assert from 'node:assert/strict'
import { type ExecFileException, execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { milliseconds } from '../../src/units.ts'
import type { ServedConnection } from '../../src/watch/served-connection.ts'
import { Hosting, PASSWORD, withCertificateFile } from './hosting.ts'

/** Whoever takes so long, on however busy a machine. */
const HANGS_MS = 300_000

/** Longer than a client, or a relay before it, is held up between two pieces of one flight. */
const HOLD = milliseconds(50)

export const fixture = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

export interface Program {
  readonly command: string
  readonly arguments: readonly string[]
  readonly environment?: NodeJS.ProcessEnv
  /** For its standard input. */
  readonly input?: string
}

/** A client from npm that speaks HTTP; the server's certificate is of a name. */
export const npmClient = (client: string, url: string, ca: string): Program => ({
  command: process.execPath,
  arguments: ['--dns-result-order=ipv4first', fixture(`${client}-client.mjs`), url],
  environment: { NODE_EXTRA_CA_CERTS: ca },
})

export const run = (program: Program): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = execFile(
      program.command,
      [...program.arguments],
      {
        env: { ...process.env, ...program.environment, XMPP_PASSWORD: PASSWORD },
        timeout: HANGS_MS,
      },
      (error: ExecFileException | null, stdout: string, stderr: string) => {
        if (error === null) resolve(stdout)
        else reject(new Error(`${program.command}: ${error.message}\n${stdout}${stderr}`))
      },
    )
    child.stdin?.end(program.input)
  })

/** Runs a client, and returns what it said and what the server saw. */
export const watched = async (
  server: string,
  connections: number,
  program: (hosting: Hosting, ca: string) => Program | Promise<Program>,
): Promise<{ readonly said: string[]; readonly reports: readonly ServedConnection[] }> => {
  const hosting = await Hosting.open(server, { hold: HOLD })
  try {
    let said: string[] = []
    await withCertificateFile(async (ca) => {
      said = (await run(await program(hosting, ca))).trim().split('\n')
    })
    const reports = [...(await hosting.enough(connections))]
    assert.deepEqual(hosting.remarks, [])
    return { said, reports: reports.sort((one, other) => one.number - other.number) }
  } finally {
    await hosting.close()
  }
}

export const savings = ({ advice }: ServedConnection): Record<string, number> =>
  Object.fromEntries(advice.map(({ code, roundTrips }) => [code, roundTrips]))
