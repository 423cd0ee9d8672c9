/**
 * Clients that nobody here wrote, captured on loopback: what the server they met says as well; and the
 * same clients against real servers, of which nobody else tells. Without keys only captures in virtual
 * time are held to a number (analysis.test.ts): such waits are counted until the client first pauses, and
 * a busy machine pauses.
 */
import assert from 'node:assert/strict'
import { after, describe, it, type TestContext } from 'node:test'
import type { AnalysedConnection } from '../../src/capture/analysis/analysed.ts'
import type { ServedConnection } from '../../src/watch/served-connection.ts'
import { Hosting, withCertificateFile } from '../serve/hosting.ts'
import { type Program, run } from '../serve/programs.ts'
import { startEjabberd } from '../servers/ejabberd.ts'
import { missing, present, type ServerProgram } from '../servers/installed.ts'
import { startProsody } from '../servers/prosody.ts'
import type { RealServer } from '../servers/real-server.ts'
import { analysed, type CapturedClient, CLIENTS, PYTHON, type Way } from './clients.ts'
import { capturing, unlessTcpdump } from './tcpdump.ts'

const SERVERS = {
  prosody: {
    ...{ start: startProsody, mechanism: 'SCRAM-SHA-1' },
    ways: ['starttls', 'direct', 'websocket', 'bosh'],
  },
  // STARTTLS: as live.test.ts has it.
  ejabberd: {
    start: startEjabberd,
    mechanism: 'SCRAM-SHA-256',
    ways: ['direct', 'websocket', 'bosh'],
  },
} as const

/** What a connection was: the same for whoever has seen it. */
const essence = ({ kind, negotiated, outcome }: ServedConnection) => ({ kind, negotiated, outcome })

async function capturedAt(
  port: number,
  program: (keyLog: string) => Program,
): Promise<readonly AnalysedConnection[]> {
  const { file, keyLog } = await capturing([port], async (keys) => {
    await run(program(keys))
  })
  const { connections } = analysed(file, keyLog, [port])
  assert.ok(connections.every(({ read }) => read === 'all'))
  return connections
}

function skipped(test: TestContext, { name }: CapturedClient, server?: ServerProgram): boolean {
  const reason =
    name === 'slixmpp' && !present(PYTHON) && process.env['XMPP_RTT_REQUIRE_SERVERS'] !== '1'
      ? 'no Python'
      : server && missing(server)
  if (reason !== undefined) test.skip(reason)
  return reason !== undefined
}

for (const [name, { start, mechanism, ways }] of Object.entries(SERVERS)) {
  const waysOf = (client: CapturedClient): readonly Way[] =>
    client.ways.filter((way) => ways.some((one) => one === way))

  const server = name as ServerProgram
  /** Of the embedded server, by client and way: what the real one is held to. */
  const seen = new Map<string, readonly ServedConnection[]>()

  describe(`a capture on loopback of serve --server ${name}`, unlessTcpdump, () => {
    for (const client of CLIENTS) {
      for (const way of waysOf(client)) {
        it(`of ${client.name} by ${way} says what the server says`, async (test) => {
          if (skipped(test, client)) return
          const hosting = await Hosting.open(name)
          await withCertificateFile(async (ca) => {
            const port = hosting.port(way)
            const at = { way, port, ca, mechanism, domain: 'localhost', losses: 2 }
            const connections = await capturedAt(port, (keyLog) =>
              client.program({ ...at, keyLog }),
            )
            await hosting.close()
            const served = hosting.reports
            seen.set(client.name + way, served)
            assert.ok(connections.length === served.length && served.length > 0)
            for (const [index, { session, waits, octets }] of connections.entries()) {
              const expected = served[index]
              assert.ok(session !== undefined && expected !== undefined)
              assert.deepEqual(waits, expected.waits)
              assert.deepEqual(octets.untilReady, expected.octets.untilReady)
              assert.deepEqual(essence(session), essence(expected))
              assert.equal(session.address, expected.address)
            }
          })
        })
      }
    }
  })

  describe(`a capture on loopback of ${name} itself`, unlessTcpdump, () => {
    let real: RealServer | undefined
    after(() => real?.stop())

    const portOf = ({ starttlsPort, directPort, httpsPort }: RealServer, way: Way): number =>
      ({ starttls: starttlsPort, direct: directPort, websocket: httpsPort, bosh: httpsPort })[way]

    for (const client of CLIENTS) {
      for (const way of waysOf(client)) {
        it(`counts for ${client.name} by ${way} what serve counts`, async (test) => {
          if (skipped(test, client, server)) return
          real ??= await start()
          const { domain, caFile } = real
          const port = portOf(real, way)
          // @xmpp/client comes back twice; it is told to wait for as long as a busy machine takes.
          const at = { way, port, ca: caFile, mechanism, domain, losses: 2 }
          const connections = await capturedAt(port, (keyLog) => client.program({ ...at, keyLog }))
          assert.ok(connections.length > 0)
          assert.deepEqual(
            connections.map(({ waits, session }) => ({ waits, ...(session && essence(session)) })),
            seen.get(client.name + way)?.map((one) => ({ waits: one.waits, ...essence(one) })),
          )
        })
      }
    }
  })
}
