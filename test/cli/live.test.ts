import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { RESULT_SCHEMA, resultSchema } from '../../src/result/result.ts'
import { ZERO } from '../../src/units.ts'
import { passOn, withServer } from '../attach/mean-server.ts'
import { CERTIFICATE, Hosting, PASSWORD } from '../serve/hosting.ts'
import { commandOutput, ROOT } from './command.ts'
import { within } from './within.ts'

const PACKAGE = join(ROOT, 'package.json')

describe('xmpp-rtt live', () => {
  let hosting: Hosting
  let folder: string
  let place: readonly string[]
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'xmpp-rtt-live-'))
    writeFileSync(join(folder, 'ca.pem'), CERTIFICATE.chain)
    writeFileSync(join(folder, 'password'), `${PASSWORD}\n`)
    hosting = await Hosting.open('prosody', { hold: ZERO })
    place = [
      'xmpp://alice@localhost',
      '--starttls',
      `127.0.0.1:${hosting.port('starttls')}`,
      '--direct',
      `127.0.0.1:${hosting.port('direct')}`,
    ]
  })
  after(async () => {
    await hosting.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const trusting = (): readonly string[] => ['--ca', join(folder, 'ca.pem')]
  const password = (): readonly string[] => ['--password-file', join(folder, 'password')]
  const brief = [
    ...['--rtt', '300ms', '-n', '3', '-s', 'fast-resume-direct+pipelined'],
    ...['fast-resume-direct+0rtt', '--rate', '500', '--patience', '600s'],
  ]

  it('tells chosen percentiles, and each trial in a file, as compare does', async () => {
    const path = join(folder, 'samples.csv')
    const words = ['--rtt', '300ms', '-n', '3', '-s', 'fast-resume-direct', '--rate', '500']
    const asked = ['--percentiles', '50,99.9', '--samples', path, '--patience', '600s']
    const all = ['live', ...place, ...trusting(), ...password(), ...words, ...asked]
    const { stdout, stderr, code } = await within([...all, '-f', 'json'])
    assert.equal(code, 0, stderr)
    const result = resultSchema.parse(JSON.parse(stdout))
    assert.deepEqual(result.percentiles, ['p50', 'p99.9'])
    assert.ok('p99.9' in (result.cells[0]?.milestones.ready?.chosen ?? {}))
    assert.match(result.command, / --percentiles 50,99\.9 /)
    const [head = '', ...rows] = readFileSync(path, 'utf8').trim().split('\n')
    const at = (name: string): number => head.split(',').indexOf(name)
    const fields = rows.map((row) => row.split(','))
    assert.deepEqual(fields.map((row) => row[at('trial')]).sort(), ['0', '1', '2'])
    // TCP, TLS, features, one exchange.
    assert.ok(fields.every((row) => row[at('waits')] === '4' && row[at('ending')] === 'ready'))
    assert.equal(fields[0]?.[at('server')], result.cells[0]?.server)
    const times = fields.map((row) => Number(row[at('ready_ms')]))
    assert.equal(Math.max(...times), result.cells[0]?.milestones.ready?.max)
  })

  it('gives the same result as compare, with nothing secret in it', async () => {
    const out = join(folder, 'out')
    const { stdout, stderr, code } = await within([
      ...['live', ...place, ...trusting(), ...password(), ...brief, '-f', 'json', '-o', out],
    ])
    assert.equal(code, 0, stderr)
    const result = resultSchema.parse(JSON.parse(stdout))
    assert.equal(result.schema, RESULT_SCHEMA)
    const [cell] = result.cells
    // tcp, tls, and one flight for everything else.
    assert.deepEqual(
      { waits: cell?.waits?.total, completed: cell?.completed, cells: result.cells.length },
      { waits: 3, completed: 3, cells: 1 },
    )
    assert.deepEqual(result.settings.server['cannotRun'], {
      'fast-resume-direct+0rtt': 'Node cannot send TLS early data',
    })
    assert.match(stderr, /fast-resume-direct\+0rtt cannot be run: Node cannot send TLS early data/)
    const everything =
      stdout +
      stderr +
      readFileSync(join(out, 'histograms.hlog'), 'utf8') +
      readFileSync(join(out, 'table.txt'), 'utf8')
    assert.ok(!everything.includes(PASSWORD))
    assert.ok(!/secret-token|token=/.test(everything))

    const beside = await within([
      ...['compare', '--rtt', '300ms', '-n', '3', '-s', 'fast-resume-direct+pipelined'],
      ...['--with', join(out, 'result.json')],
    ])
    assert.equal(beside.code, 0, beside.stderr)
    // Three round trips, simulated and live: no line says that their number differs.
    assert.match(beside.stdout, /custom: before → after\n +paired trial by trial, 3 of each/)
    assert.doesNotMatch(beside.stdout, / waits +3/)
  })

  it('says of TCP what a comparison says, so that nothing is taken for different that is the same', async () => {
    const ask = async (...args: readonly string[]) => {
      const words = [...args, '-n', '1', '-s', 'legacy-direct', '-f', 'json', '--no-commit']
      return resultSchema.parse(JSON.parse((await within(words)).stdout)).settings.tcp
    }
    const measured = await ask('live', ...place, ...trusting(), ...password(), '--rtt', '300ms')
    const simulated = await ask('compare')
    for (const name of ['timers', 'congestion', 'initialWindow', 'synRetries', 'dataRetries']) {
      assert.deepEqual(measured[name], simulated[name], name)
    }
  })

  it('runs Fast Open only when it is told whether the server takes it', async () => {
    const tfo = ['--rtt', '300ms', '-n', '2', '-s', 'fast-resume-direct+pipelined+tfo']
    const common = ['live', ...place, ...trusting(), ...password(), ...tfo, '--rate', '500']
    const untold = await within(common)
    assert.equal(untold.code, 3)
    assert.match(untold.stderr, /\+tfo cannot be run: whether the server’s kernel accepts/)
    assert.match(untold.stderr, /say --server-fast-open accepted or refused/)

    const told = await within([...common, '--server-fast-open', 'accepted', '-f', 'json'])
    assert.equal(told.code, 0, told.stderr)
    const { settings, cells, command } = resultSchema.parse(JSON.parse(told.stdout))
    assert.deepEqual(
      [settings.tcp['serverFastOpen'], cells[0]?.waits?.byLayer.tcp, cells[0]?.completed],
      ['accepted', undefined, 2],
    )
    assert.match(command, / --server-fast-open accepted /)

    const wrong = await within([...common, '--server-fast-open', 'yes'])
    assert.equal(wrong.code, 2)
    assert.match(wrong.stderr, /--server-fast-open.*"yes".*"accepted" or "refused"/)
  })

  it('says that it was insecure, in the result as well', async () => {
    const { stdout, stderr, code } = await within([
      ...['live', ...place, '--insecure', ...password(), ...brief, '-f', 'json'],
    ])
    assert.equal(code, 0, stderr)
    const { settings } = resultSchema.parse(JSON.parse(stdout))
    assert.match(String(settings.server['name']), /insecure/)
    assert.match(String(settings.tls['trust']), /^insecure/)
    assert.match(stderr, /--insecure: the certificate was not verified/)
  })

  it('ends with 3 and one line when nobody can log in', async () => {
    const untrusted = await within(['live', ...place, ...password(), ...brief])
    assert.equal(untrusted.code, 3)
    assert.match(untrusted.stderr, /^xmpp-rtt: cannot log in to localhost: .*SELF_SIGNED_CERT.*\n$/)
    const wrong = join(folder, 'wrong')
    writeFileSync(wrong, 'open sesame')
    const refused = await within([
      ...['live', ...place, ...trusting(), '--password-file', wrong, ...brief],
    ])
    assert.equal(refused.code, 3)
    assert.match(refused.stderr, /^xmpp-rtt: cannot log in to localhost: .*not-authorized\n$/)
  })

  it('writes a capture with keys for nobody but its owner', async () => {
    const path = join(folder, 'with-keys.pcapng')
    const words = ['--rtt', '300ms', '-n', '1', '-s', 'sasl2-direct', '--rate', '500']
    const asked = ['--pcap', path, '--pcap-keys', '--patience', '600s']
    const { stderr, code } = await within([
      ...['live', ...place, ...trusting(), ...password()],
      ...[...words, ...asked],
    ])
    assert.equal(code, 0, stderr)
    assert.equal(statSync(path).mode & 0o077, 0)
  })

  it('ends with 3, one line and what it has when the password is replaced meanwhile', async () => {
    const accounts = [{ local: 'alice', password: 'another' }]
    const renewed = await Hosting.open('prosody', { hold: ZERO, accounts })
    try {
      let met = 0
      await withServer(
        'clear',
        (near) => {
          met += 1
          passOn(near, (met <= 8 ? hosting : renewed).port('direct'))
        },
        async ({ starttlsPort: port }) => {
          const path = join(folder, 'kept.csv')
          const asked = ['-s', 'legacy-direct', '-n', '20', '--rtt', '300ms', '--samples', path]
          const direct = ['xmpp://alice@localhost', '--direct', `127.0.0.1:${port}`]
          const polite = ['--rate', '500', '--patience', '600s']
          const all = ['live', ...direct, ...trusting(), ...password(), ...asked, ...polite]
          const { stdout, stderr, code } = await within(all)
          assert.equal(code, 3)
          assert.match(stderr, /: the password is not taken any more: .* refused: not-authorized$/m)
          assert.match(stdout, /legacy-direct/)
          const rows = readFileSync(path, 'utf8').trim().split('\n').slice(1)
          assert.ok(rows.some((row) => row.includes('ready')) && rows.length < 20, `${rows.length}`)
        },
      )
    } finally {
      await renewed.close()
    }
  })

  it('keeps what it has when it is interrupted', async () => {
    const seen = hosting.reports.length
    const { stdout, stderr, code } = await commandOutput(
      [
        ...['live', ...place, ...trusting(), ...password(), '--rtt', '300ms', '-n', '100000'],
        ...['-s', 'legacy-direct', '--rate', '500', '-f', 'json'],
      ],
      {
        // Twice, as npm and the terminal send it: the repetition must not lose the result.
        onStart: (kill) =>
          void hosting.enough(seen + 12).then(() => {
            kill('SIGINT')
            kill('SIGINT')
          }),
      },
    )
    assert.equal(code, 3)
    assert.match(stderr, /interrupted: shown is what \d+ trials came to\n$/)
    const [cell] = resultSchema.parse(JSON.parse(stdout)).cells
    assert.ok(cell !== undefined && cell.trials > 0 && cell.trials === cell.completed)
  })

  const WRONG: readonly (readonly [readonly string[], RegExp])[] = [
    [['live', 'alice@localhost'], /expected an address like xmpp:\/\/user@domain/],
    [
      ['live', 'xmpp://alice:geheim@localhost'],
      /found one with a password in it, expected an address/,
    ],
    [['live', 'xmpp://alice@localhost:99999'], /expected a port from 1 to 65535/],
    [['live', 'xmpp://alice@localhost', '--direct', 'here'], /--direct: .*HOST:PORT/],
    [['live', 'xmpp://alice@localhost', '--ca', '/nowhere/ca.pem'], /ca\.pem: found no such file/],
    [
      ['live', 'xmpp://alice@localhost', '--client-cert', '/nowhere/me.pem'],
      /me\.pem: found no such file/,
    ],
    [
      ['live', 'xmpp://alice@localhost', '--client-cert', PACKAGE],
      /--client-cert: found .*package\.json, of which is said: no private key, expected a file with a certificate and its key/,
    ],
    [
      ['live', 'xmpp://alice@localhost', '--password-file', '/nowhere'],
      /nowhere: found no such file/,
    ],
    [['live', 'xmpp://alice@localhost', '--think', '3 apples'], /--think: /],
    [['live', 'xmpp://alice@localhost', '--concurrency', '0'], /--concurrency: /],
    [
      ['live', 'xmpp://alice@localhost', '-s', 'fast-resume-drect'],
      /did you mean "fast-resume-direct"/,
    ],
    [
      ['live', 'xmpp://alice@localhost', '-s', 'sasl2-direct+revoke-grant'],
      /revoke-grant, which takes away access that others have been granted to the account, expected/,
    ],
    [
      ['live', 'xmpp://alice@localhost', '--scenario', 'tunnel', '--peer', 'alice'],
      /--peer: found the account itself, expected the localpart of a second account/,
    ],
    [['live', 'xmpp://alice@localhost'], /no password: set XMPP_PASSWORD/],
    [['compare', '--with', '/nowhere.json'], /nowhere\.json: found no such file/],
    [['compare', '--with', PACKAGE], /package\.json.*expected a result of this tool/],
    [['compare', '--with', PACKAGE, '-f', 'csv'], /expected a result of this tool/],
  ]
  for (const [args, line] of WRONG) {
    it(`refuses ${args.join(' ').replace('geheim', '…')}`, async () => {
      const { stdout, stderr, code } = await within(args)
      assert.deepEqual(
        { code, stdout, lines: stderr.split('\n').length },
        { code: 2, stdout: '', lines: 2 },
      )
      assert.match(stderr, line)
      assert.ok(!stderr.includes('geheim'))
    })
  }
})
