/** A file that is written as a whole or not at all, whatever it is called and whatever was there. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  linkSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, it } from 'node:test'
import { GrowingFile } from '../../src/files/growing-file.ts'
import { ensureWritable } from '../../src/files/text-output.ts'
import { writeSecretFile, writeTextFile } from '../../src/files/whole-file.ts'
import { TOOL } from '../bundled.ts'
import { ownFolder } from '../own-folder.ts'

const modeOf = (path: string): number => statSync(path).mode & 0o777

describe('a file that is written as a whole', () => {
  let folder: string
  beforeEach(() => {
    folder = ownFolder('whole-file')
  })
  const inside = (name: string): string => join(folder, name)
  const textOf = (name: string): string => readFileSync(inside(name), 'utf8')

  /** The tool, to which files of more than a few kilobytes are as a full disk (`ulimit -f`, blocks of 512 octets or 1024). */
  function cramped(...words: readonly string[]) {
    const script = 'ulimit -f 4; exec "$0" "$@"'
    const all = ['-c', script, process.execPath, ...TOOL, ...words]
    // What the loader would keep of sources is cut off, too.
    const env = { ...process.env, TSX_DISABLE_CACHE: '1' }
    const { status, stderr } = spawnSync('sh', all, { env })
    return { status, said: String(stderr) }
  }

  it('leaves what was there, and nothing else, where there is no room for it', () => {
    writeFileSync(inside('old.pcapng'), 'a good capture')
    for (const name of ['old.pcapng', 'new.pcapng']) {
      // Some 20 kB: the flights of a handshake, with a certificate, and its keys.
      const traced = ['trace', 'legacy-resume-direct', '--rtt', '100ms', '--pcap', inside(name)]
      const { status, said } = cramped(...traced)
      const expected = 'found EFBIG, expected a file that can be written to'
      assert.deepEqual([status, said], [3, `xmpp-rtt: ${inside(name)}: ${expected}\n`])
    }
    assert.deepEqual(readdirSync(folder), ['old.pcapng'])
    assert.equal(textOf('old.pcapng'), 'a good capture')
  })

  it('takes the place of what a link leads to, not of the link', () => {
    writeFileSync(inside('old.txt'), 'old')
    for (const [link, target] of [
      ['to-old', 'old.txt'],
      ['to-nothing', 'new.txt'],
      ['to-link', 'to-old'],
    ] as const) {
      symlinkSync(target, inside(link))
      ensureWritable(inside(link))
      writeTextFile(inside(link), `by ${link}`)
      assert.equal(readlinkSync(inside(link)), target)
      assert.equal(textOf(link), `by ${link}`)
    }
    const growing = new GrowingFile(inside('to-old'))
    growing.write('grown')
    growing.finish()
    assert.equal(readlinkSync(inside('to-old')), 'old.txt')
    assert.equal(textOf('old.txt'), 'grown')
  })

  it('has the permissions of what it takes the place of; a secret that is new is its owner’s', () => {
    writeFileSync(inside('open.txt'), 'old')
    const before = modeOf(inside('open.txt'))
    writeFileSync(inside('closed.txt'), 'old', { mode: 0o600 })
    writeTextFile(inside('closed.txt'), 'new')
    writeSecretFile(inside('open.txt'), Buffer.from('new'))
    writeSecretFile(inside('secret.txt'), Buffer.from('new'))
    assert.deepEqual(
      ['closed.txt', 'open.txt', 'secret.txt'].map((name) => [textOf(name), modeOf(inside(name))]),
      [
        ['new', 0o600],
        ['new', before],
        ['new', 0o600],
      ],
    )
  })

  it('keeps its other names', () => {
    writeFileSync(inside('one.txt'), 'old')
    linkSync(inside('one.txt'), inside('other.txt'))
    writeTextFile(inside('one.txt'), 'new')
    assert.equal(textOf('other.txt'), 'new')
  })

  it('may be a pipe, whose reader hears nothing until it is written to', () => {
    const piped = ['trace', 'sasl2-direct', '--rtt', '100ms', '--pcap', inside('pipe')]
    const script = `mkfifo "$PIPE"; cat "$PIPE" > "$PIPE.read" & "$0" "$@"; code=$?; wait; exit $code`
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', script, process.execPath, ...TOOL, ...piped],
      { env: { ...process.env, PIPE: inside('pipe') }, stdio: ['ignore', 'ignore', 'pipe'] },
    )
    assert.deepEqual([status, String(stderr)], [0, ''])
    // The block type of a Section Header Block (pcapng).
    assert.equal(readFileSync(inside('pipe.read')).readUInt32BE(0), 0x0a0d0d0a)
  })
})
