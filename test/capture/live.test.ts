/** Captures of live runs: real octets on the simulated link, and on loopback behind it. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CaptureAnalysis } from '../../src/capture/analysis/analyse.ts'
import type { Analysis } from '../../src/capture/analysis/analysed.ts'
import { readCapture } from '../../src/capture/file/reader.ts'
import { KeyLog } from '../../src/capture/tls/key-log.ts'
import { LiveCapture } from '../../src/run/live/capture.ts'
import { runLive } from '../../src/run/live/live.ts'
import { ZERO } from '../../src/units.ts'
import { type LiveServer, specFor, strategiesNamed } from '../attach/live-guest-spec.ts'
import { CERTIFICATE } from '../attach/mean-server.ts'
import { Hosting } from '../serve/hosting.ts'
import { startEjabberd } from '../servers/ejabberd.ts'
import { unless } from '../servers/installed.ts'
import { startProsody } from '../servers/prosody.ts'
import { liveServer, type RealServer } from '../servers/real-server.ts'
import { capturing, unlessTcpdump } from './tcpdump.ts'

const STRATEGIES = [
  'legacy-starttls',
  'legacy-resume-direct+tls12',
  'sasl2-direct+pipelined',
  'fast-resume-starttls+tls-resumed',
  'fast-resume-direct+pipelined+tfo',
]

/** What both servers take, and loopback carries. */
const PLAIN = ['legacy-resume-starttls', 'legacy-direct', 'sasl2-direct+pipelined']

function analysed(file: Uint8Array, ports: readonly number[], keys = ''): Analysis {
  const keyLog = new KeyLog()
  keyLog.add(keys)
  const analysis = new CaptureAnalysis({ keyLog, ports })
  for (const entry of readCapture([file])) analysis.add(entry)
  return analysis.finish()
}

/** The capture of one trial of each on the link, and how often each has waited. */
async function live(server: LiveServer, names: readonly string[], keys: boolean) {
  const capture = new LiveCapture({ ip: 'ipv4', domain: server.domain, keys })
  const settings = { think: { kind: 'fixed', time: ZERO }, trials: 1 } as const
  const run = await runLive(specFor(server, strategiesNamed(...names), settings), { capture })
  assert.ok(!('code' in run), JSON.stringify(run))
  assert.deepEqual([...run.obstacles], [])
  return {
    file: capture.file('test', ''),
    waits: run.cells.map(({ stats }) => stats.waits[0]),
  }
}

describe('a capture of a live run', () => {
  it('says what the client waited for, with keys only if they are asked for', async () => {
    const hosting = await Hosting.open('ideal', { certificate: CERTIFICATE, hold: ZERO })
    try {
      const server: LiveServer = {
        domain: 'localhost',
        host: '127.0.0.1',
        starttlsPort: hosting.port('starttls'),
        directPort: hosting.port('direct'),
        trust: { kind: 'authorities', pem: CERTIFICATE.chain },
      }
      const { file, waits } = await live(server, STRATEGIES, true)
      const { connections } = analysed(file, [5222, 5223])
      assert.deepEqual(
        connections.map(({ waits: { byLayer } }) => byLayer),
        waits.map((usual) => usual?.byLayer),
      )
      assert.ok(connections.every(({ read }) => read === 'all'))
      const secret = await live(server, STRATEGIES.slice(0, 2), false)
      assert.ok([...readCapture([secret.file])].every(({ kind }) => kind !== 'secrets'))
    } finally {
      await hosting.close()
    }
  })

  const servers = { prosody: startProsody, ejabberd: startEjabberd } as const
  for (const [name, start] of Object.entries(servers)) {
    const skip = unlessTcpdump.skip || unless(name as keyof typeof servers).skip
    it(`against ${name} says the same on loopback, where it is real`, { skip }, async () => {
      const real: RealServer = await start()
      try {
        const ports = [real.starttlsPort, real.directPort]
        let link: Uint8Array = new Uint8Array(0)
        const { file } = await capturing(ports, async () => {
          link = (await live(liveServer(real), PLAIN, true)).file
        })
        const keys = [...readCapture([link])].flatMap((entry) =>
          entry.kind === 'secrets' ? entry.keyLog : [],
        )
        // Earlier sessions and errands are in no capture of the link, and have no keys.
        const told = analysed(file, ports, keys.join('')).connections
        assert.deepEqual(
          told.filter(({ read }) => read === 'all').map(({ waits }) => waits),
          analysed(link, [5222, 5223]).connections.map(({ waits }) => waits),
        )
      } finally {
        await real.stop()
      }
    })
  }
})
