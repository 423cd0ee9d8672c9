/** `report`: what was stored, shown again; and what is no stored run, refused in one line. */
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { report } from '../../src/index.ts'
import { CODE_POINT } from '../code-point.ts'
import { ownFolder } from '../own-folder.ts'
import { within } from './within.ts'

const folder = ownFolder('report')

const stored = join(folder, 'stored')
const RUN = [
  ...['compare', '-p', 'lte_good', 'wifi_cafe_flaky', '-s', 'fast-resume-direct'],
  ...['-n', '30', '--timeout', '2s', '--workers', '1', '--no-commit'],
]
const { stdout: page } = await within([...RUN, '-f', 'html', '-o', stored])

/** A copy with another text in the place of a file's. */
function spoilt(name: string, text: string | Uint8Array): string {
  const copy = mkdtempSync(join(folder, 'spoilt-'))
  cpSync(stored, copy, { recursive: true })
  writeFileSync(join(copy, name), text)
  return copy
}

const refuses = async (path: string, line: RegExp): Promise<void> => {
  const { stdout, stderr, code } = await within(['report', path])
  assert.deepEqual([stdout, code], ['', 2])
  assert.match(stderr, /^xmpp-rtt: .*\n$/)
  assert.match(stderr, line)
}

describe('report', () => {
  it('shows of a folder what compare shows of the run', async () => {
    const { stdout, code } = await within(['report', stored])
    assert.equal(code, 0)
    assert.equal(stdout, page)
  })

  it('tells of shipped profiles where their figures come from', () => {
    assert.match(page, /confidence (high|medium|low)/)
  })

  it('draws curves of a file alone through the percentiles that it has', async () => {
    const { stdout } = await within(['report', join(stored, 'result.json')])
    assert.notEqual(stdout, page)
    assert.ok(stdout.length > 10_000)
  })

  it('shows it in every other format', async () => {
    for (const format of ['table', 'markdown', 'csv', 'json', 'svg']) {
      const shown = await within(['report', stored, '-f', format])
      assert.equal(shown.stdout, (await within([...RUN, '-f', format])).stdout, format)
    }
  })

  it('keeps the order of all that is counted', async () => {
    const lives = join(folder, 'lives')
    const run = [
      ...['compare', '-p', 'lte_good', '-s', 'legacy-resume-starttls', '--scenario', 'tunnel'],
      ...['-n', '4', '--workers', '1', '--no-commit'],
    ]
    const { stdout } = await within([...run, '-f', 'json', '-o', lives])
    assert.match(stdout, /"failedAttempts": \{ "connection-closed": \d+, "timeout": \d+ \}/)
    assert.equal((await within(['report', lives, '-f', 'json'])).stdout, stdout)
  })

  it('tells of shipped scenarios and policies where their figures come from', async () => {
    const run = ['compare', '-p', 'lte_good', '-s', 'fast-resume-direct', '--policy', 'gajim']
    const few = ['-n', '1', '--workers', '1', '--no-commit', '-f', 'html']
    const { stdout } = await within([...run, '--scenario', 'tunnel-30s', ...few])
    const terms = (html: string): readonly string[] =>
      [...html.matchAll(/<dt>(.*?)<\/dt>/g)].map(([, term = '']) => term)
    assert.ok(terms(stdout).includes('events[0].lasts'), terms(stdout).join())
    assert.ok(terms(stdout).includes('notice.probe'), terms(stdout).join())
    assert.ok(terms(stdout).includes('messages'), terms(stdout).join())
    // What the run has by its own words is not from there, and a scenario of one's own is not shipped.
    const own = await within([...run, '--scenario', 'tunnel-30s', '--messages', '3/h', ...few])
    assert.ok(terms(own.stdout).includes('events[0].lasts'))
    assert.ok(!terms(own.stdout).includes('messages'))
    const path = join(folder, 'tunnel-30s.json')
    const shipped = readFileSync('profiles/scenarios/tunnel-30s.json', 'utf8')
    writeFileSync(path, shipped.replace('"30s"', '"29s"'))
    const other = await within([...run, '--scenario', path, ...few])
    assert.ok(!terms(other.stdout).includes('events[0].lasts'))
  })

  it('writes it to a file', async () => {
    const file = join(folder, 'page.html')
    const { stdout, stderr } = await within(['report', stored, '-o', file])
    assert.deepEqual([stdout, stderr], ['', `xmpp-rtt: wrote ${file}\n`])
    assert.equal(readFileSync(file, 'utf8'), page)
  })

  it('is a function of the library', () => {
    assert.equal(report(stored), page)
  })
})

describe('what is no stored run', () => {
  it('is refused by what was found', async () => {
    await refuses(join(folder, 'nowhere'), /found no such file, expected a result\.json/)
    await refuses(folder, /found a directory/)
    await refuses(
      spoilt('result.json', '{"schema":"xmpp-rtt/result@2"}'),
      /result\.json:1:1: tool: found nothing/,
    )
    await refuses(spoilt('result.json', 'xyz'), /result\.json:1:1/)
    await refuses(spoilt('result.json', new Uint8Array([0x7b, 0xff])), /no text/)
  })

  it('is refused where its histograms are none', async () => {
    await refuses(
      spoilt('histograms.hlog', 'Tag=a,0,1,2\n'),
      /histograms\.hlog: found "?Expected Tag/,
    )
    await refuses(spoilt('histograms.hlog', 'Tag=a,0,1,2,AAAA\n'), /histograms\.hlog: found/)
    // A few octets that would be a gigabyte.
    const bomb = Buffer.concat([Buffer.from('1c849314', 'hex'), Buffer.alloc(4)])
    const packed = deflateSync(Buffer.alloc(8_000_000))
    bomb.writeUInt32BE(packed.length, 4)
    const text = `Tag=a,0,1,2,${Buffer.concat([bomb, packed]).toString('base64')}\n`
    await refuses(spoilt('histograms.hlog', text), /histograms\.hlog: found/)
  })

  it('is refused or shown, whatever a log is made of', async () => {
    const log = readFileSync(join(stored, 'histograms.hlog'), 'utf8')
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: log.length - 1 }),
        fc.string({ unit: CODE_POINT, maxLength: 4 }),
        async (at, text) => {
          const path = spoilt('histograms.hlog', log.slice(0, at) + text + log.slice(at + 1))
          const { stdout, stderr, code } = await within(['report', path])
          assert.ok(code === 0 ? stdout.length > 10_000 && stderr === '' : code === 2)
          if (code === 2) assert.match(stderr, /^xmpp-rtt: [^\n]*\n$/)
        },
      ),
      { numRuns: 30 },
    )
  })
})
