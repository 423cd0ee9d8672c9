/** What `live` leaves and says in the end, though something has gone wrong by then. */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { ownCertificate } from '../../src/files/own-certificate.ts'
import { ZERO } from '../../src/units.ts'
import { passOn, withServer } from '../attach/mean-server.ts'
import { ownFolder } from '../own-folder.ts'
import { CERTIFICATE, Hosting, PASSWORD } from '../serve/hosting.ts'
import { within } from './within.ts'

const folder = ownFolder('live-endings')
const inside = (name: string): string => join(folder, name)

const BRIEF = ['--rate', '500', '--patience', '600s', '--rtt', '300ms', '-n', '2']

interface Meeting {
  readonly port?: number
  readonly heard?: (stderr: string) => void
}

describe('the end of live', () => {
  let hosting: Hosting
  before(async () => {
    hosting = await Hosting.open('prosody', { hold: ZERO })
    writeFileSync(inside('ca.pem'), CERTIFICATE.chain)
  })
  after(() => hosting.close())

  const live = (
    words: readonly string[],
    { port = hosting.port('direct'), heard = () => {} }: Meeting = {},
  ) => {
    const at = ['xmpp://alice@localhost', '--direct', `127.0.0.1:${port}`]
    return within(['live', ...at, ...BRIEF, ...words], { env: { XMPP_PASSWORD: PASSWORD }, heard })
  }
  const trusting = ['--ca', inside('ca.pem')]

  /** A folder that is gone, with a file in its place, as soon as it is said who the server is: before the first trial. */
  function vanishing(name: string): (stderr: string) => void {
    mkdirSync(inside(name))
    let isThere = true
    return (stderr) => {
      if (!isThere || !stderr.includes('this is ')) return
      isThere = false
      rmSync(inside(name), { recursive: true })
      writeFileSync(inside(name), '')
    }
  }

  it('is 3, with everything said and the rest written, where a result cannot be stored any more', async () => {
    const asked = [
      '-s',
      'sasl2-direct',
      'sasl2-starttls',
      '-o',
      inside('full/out'),
      '--pcap',
      inside('kept.pcapng'),
    ]
    const { stdout, stderr, code } = await live([...trusting, ...asked], {
      heard: vanishing('full'),
    })
    assert.equal(code, 3, stderr)
    assert.match(stdout, /^ +sasl2-direct /m)
    const [, ...said] = stderr.trim().split('\n')
    assert.match(said[0] ?? '', /: sasl2-starttls cannot be run: STARTTLS: no address is known/)
    assert.match(said[1] ?? '', /: -o: found ".*full\/out" \(ENOTDIR\)/)
    assert.equal(said.length, 2, stderr)
    // The block type of a Section Header Block (pcapng).
    assert.equal(readFileSync(inside('kept.pcapng')).readUInt32BE(0), 0x0a0d0d0a)
  })

  it('is 3, with everything said, where a capture cannot be written any more', async () => {
    const asked = ['-s', 'sasl2-direct', '--insecure', '--pcap', inside('gone/trials.pcapng')]
    const samples = ['--samples', inside('kept.csv')]
    const { stderr, code } = await live([...asked, ...samples], { heard: vanishing('gone') })
    assert.equal(code, 3, stderr)
    const [, ...said] = stderr.trim().split('\n')
    assert.deepEqual(said, [
      'xmpp-rtt: --insecure: the certificate was not verified',
      `xmpp-rtt: ${inside('gone/trials.pcapng')}: found ENOTDIR, expected a file that can be written to`,
    ])
    assert.equal(readFileSync(inside('kept.csv'), 'utf8').trim().split('\n').length, 1 + 2)
  })

  it('is what was in the way, and no table, where nothing can be run', async () => {
    const asked = ['-s', 'legacy-resume-websocket', ...trusting]
    const { stdout, stderr, code } = await live(asked)
    assert.deepEqual([code, stdout], [3, ''])
    assert.match(
      stderr,
      /^xmpp-rtt: this is .*\n.*legacy-resume-websocket cannot be run: WebSocket: no address .*\n.*: nothing of what was asked for can be run on this server\n$/,
    )
    const { stdout: json } = await live([...asked, '-f', 'json'])
    assert.deepEqual(JSON.parse(json).cells, [])
  })

  it('says how many sessions and tokens are still at the server, where it cannot be told to forget them', async () => {
    // A look, a login, and then of two lanes each an earlier session and a trial.
    const wholeRun = 1 + 1 + 2 * 2
    const certificate = await ownCertificate('localhost')
    const renewed = await Hosting.open('prosody', { hold: ZERO, certificate })
    let met = 0
    try {
      await withServer(
        'clear',
        (near) => {
          met += 1
          passOn(near, (met <= wholeRun ? hosting : renewed).port('direct'))
        },
        async ({ starttlsPort: port = 0 }) => {
          const { stderr, code } = await live(['-s', 'fast-resume-direct', ...trusting], { port })
          assert.equal(code, 0, stderr)
          const [, ...said] = stderr.trim().split('\n')
          assert.equal(said.length, 2, stderr)
          for (const [index, left] of [
            '2 sessions could not be closed',
            '2 tokens could not be invalidated',
          ].entries()) {
            const why = 'expected .* found DEPTH_ZERO_SELF_SIGNED_CERT: '
            assert.match(said[index] ?? '', new RegExp(`: ${left}: ${why}`))
          }
        },
      )
    } finally {
      await renewed.close()
    }
  })

  it('tells every end, the first one last', async () => {
    const asked = ['-s', 'sasl2-direct', '-n', '1', '--pcap', inside('both/trials.pcapng')]
    const { stderr, code } = await live([...asked, ...trusting, '-o', inside('both/out')], {
      heard: vanishing('both'),
    })
    assert.equal(code, 3, stderr)
    const [, capture = '', folder = '', ...more] = stderr.trim().split('\n')
    assert.match(capture, /both\/trials\.pcapng: found ENOTDIR/)
    assert.match(folder, /: -o: found ".*both\/out" \(ENOTDIR\)/)
    assert.deepEqual(more, [])
  })
})
