/**
 * Clients that nobody here wrote, captured on loopback: what the server they met says as well. Without
 * keys only captures in virtual time are held to a number (analysis.test.ts): such waits are counted
 * until the client first pauses, and a busy machine pauses.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CaptureAnalysis } from '../../src/capture/analysis/analyse.ts'
import type { Analysis } from '../../src/capture/analysis/analysed.ts'
import { readCapture } from '../../src/capture/file/reader.ts'
import { KeyLog } from '../../src/capture/tls/key-log.ts'
import { HOST, Hosting, withCertificateFile } from '../serve/hosting.ts'
import { fixture, type Program, run } from '../serve/programs.ts'
import { present } from '../servers/installed.ts'
import { capturing, unlessTcpdump } from './tcpdump.ts'

const PYTHON = '/usr/bin/python3'

const CLIENTS: Readonly<
  Record<string, (kind: 'starttls' | 'direct', port: number, ca: string, keyLog: string) => Program>
> = {
  '@xmpp/client': (kind, port, ca, keyLog) => ({
    command: process.execPath,
    arguments: [
      `--tls-keylog=${keyLog}`,
      fixture('xmppjs-client.mjs'),
      `${kind === 'direct' ? 'xmpps' : 'xmpp'}://${HOST}:${port}`,
      '2',
      'once',
    ],
    environment: { NODE_EXTRA_CA_CERTS: ca },
  }),
  slixmpp: (kind, port, ca, keyLog) => ({
    command: PYTHON,
    arguments: [fixture('slixmpp-client.py'), HOST, String(port), kind, ca],
    environment: { SSLKEYLOGFILE: keyLog },
  }),
}

function analysed(file: Uint8Array, keys: string, ports: readonly number[]): Analysis {
  const keyLog = new KeyLog()
  keyLog.add(keys)
  const analysis = new CaptureAnalysis({ keyLog, ports })
  for (const entry of readCapture([file])) analysis.add(entry)
  return analysis.finish()
}

describe('a capture on loopback', unlessTcpdump, () => {
  for (const [name, client] of Object.entries(CLIENTS)) {
    for (const kind of ['starttls', 'direct'] as const) {
      it(`of ${name} by ${kind} says what the server says`, async (test) => {
        if (name === 'slixmpp' && !present(PYTHON)) {
          assert.notEqual(process.env['XMPP_RTT_REQUIRE_SERVERS'], '1', 'needs Python')
          return test.skip('no Python')
        }
        const hosting = await Hosting.open('prosody')
        const port = hosting.port(kind)
        const { file, keyLog } = await capturing([port], (keys) =>
          withCertificateFile(async (ca) => {
            await run(client(kind, port, ca, keys))
          }),
        )
        await hosting.close()
        const served = hosting.reports
        const { connections } = analysed(file, keyLog, [port])
        assert.ok(connections.length > 1 && connections.every(({ read }) => read === 'all'))
        for (const [index, { session, waits, octets }] of connections.entries()) {
          const expected = served[index]
          assert.ok(session !== undefined && expected !== undefined)
          assert.deepEqual(waits, expected.waits)
          assert.deepEqual(octets.untilReady, expected.octets.untilReady)
          const { kind: is, negotiated, outcome, address } = session
          assert.deepEqual(
            { is, negotiated, outcome, address },
            {
              is: expected.kind,
              negotiated: expected.negotiated,
              outcome: expected.outcome,
              address: expected.address,
            },
          )
        }
      })
    }
  }
})
