/** What Windows redirects into a file, or through a pipe: PowerShell 5 UTF-16, cmd some code page. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { NO_TEXT } from '../../src/files/decoded.ts'
import { ownFolder } from '../own-folder.ts'
import { within } from './within.ts'

const SAMPLES = 'test/profiles/import/samples'
const folder = ownFolder('encodings')

/** A sample, as octets. */
const sample = (name: string): string => readFileSync(join(SAMPLES, name), 'utf8')
const utf16 = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le')

/** What comes of it, by its name and through a pipe: the link alone, for the name of a file is told. */
async function imported(octets: Uint8Array, ...more: readonly string[]): Promise<unknown> {
  const path = join(folder, 'a.txt')
  writeFileSync(path, octets)
  const file = await within(['import', path, ...more])
  const piped = await within(['import', '-', ...more], { stdin: octets })
  assert.deepEqual([file.code, piped.code], [0, 0], file.stderr + piped.stderr)
  const [link, same] = [file, piped].map(
    ({ stdout }) => (JSON.parse(stdout) as { link: object }).link,
  )
  assert.deepEqual(link, same)
  return link
}

async function refused(octets: Uint8Array, ...more: readonly string[]): Promise<void> {
  const path = join(folder, 'refused.txt')
  writeFileSync(path, octets)
  const file = await within(['import', path, ...more])
  const piped = await within(['import', '-', ...more], { stdin: octets })
  assert.deepEqual([file.code, piped.code], [2, 2])
  assert.equal(file.stderr, `xmpp-rtt: ${path}: found ${NO_TEXT}, expected a readable text file\n`)
  assert.equal(piped.stderr, `xmpp-rtt: stdin: found ${NO_TEXT}, expected a readable text\n`)
}

describe('import', () => {
  it('reads what PowerShell 5 has redirected', async () => {
    for (const name of ['ping-windows.txt', 'ping-windows-zh.txt', 'starlink.csv']) {
      const text = sample(name)
      assert.deepEqual(await imported(utf16(text)), await imported(Buffer.from(text)))
    }
  })

  /** Code page 850: `ü` is 81, `ß` E1. */
  const german = Buffer.from(
    sample('ping-windows-de.txt').replaceAll('ü', '\u0081').replaceAll('ß', '\u00e1'),
    'latin1',
  )

  it('reads a ping that cmd has redirected, whatever the code page, by what all have in common', async () => {
    const link = await imported(Buffer.from(sample('ping-windows-de.txt')))
    assert.deepEqual(await imported(german), link)
    assert.deepEqual(await imported(german, '--as', 'ping'), link)
  })

  it('refuses one whose counts or milliseconds are not of that', async () => {
    await refused(german.subarray(0, german.indexOf('Ping-Statistik')))
    // Code page 866: `мс` is AC E1.
    const russian = Buffer.from(
      german.toString('latin1').replaceAll(/(\d)ms TTL/g, '$1\u00ac\u00e1 TTL'),
      'latin1',
    )
    await refused(russian, '--as', 'ping')
  })

  it('refuses what is no ping, for there words count', async () => {
    await refused(Buffer.from('time_s,rtt_ms,gr\u00fc\u00df\n0,10,1\n1,20,1\n', 'latin1'))
  })
})

it('a profile that PowerShell 5 has redirected is one', async () => {
  const { stdout } = await within(['import', join(SAMPLES, 'ping-windows.txt')])
  const path = join(folder, 'here.profile.json')
  writeFileSync(path, utf16(stdout.replaceAll('\n', '\r\n')))
  const { code, stderr } = await within([
    'compare',
    '-p',
    path,
    '-s',
    'sasl2-direct',
    '-n',
    '2',
    '--no-commit',
  ])
  assert.equal(code, 0, stderr)
})
