import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { NO_TEXT } from '../../src/files/decoded.ts'
import { readTextFile, type TextFileOptions } from '../../src/files/text-file.ts'

describe('a text file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'xmpp-rtt-text-'))
  after(() => rmSync(folder, { recursive: true }))
  const inFolder = (name: string): string => join(folder, name)
  const file = (name: string, content: string | Uint8Array): string => {
    writeFileSync(inFolder(name), content)
    return inFolder(name)
  }
  const outcome = (path: string | URL, options?: TextFileOptions): string => {
    const read = readTextFile(path, options)
    return read.ok ? read.value : read.error.message
  }

  it('is read whole, by its path or as a URL, without its byte order mark', () => {
    const path = file('good', '\uFEFFgrüß\u{1F600}\n')
    assert.equal(outcome(path), 'grüß\u{1F600}\n')
    assert.equal(outcome(pathToFileURL(path)), 'grüß\u{1F600}\n')
    assert.equal(outcome(file('empty', '')), '')
  })

  it('in UTF-16 is known by its byte order mark, in either order', () => {
    const text = 'grüß\u{1F600}\r\n'
    const little = Buffer.from(`\uFEFF${text}`, 'utf16le')
    assert.deepEqual([...little.subarray(0, 4)], [0xff, 0xfe, 0x67, 0x00])
    assert.equal(outcome(file('little', little)), text)
    assert.equal(outcome(file('big', Buffer.from(little).swap16())), text)
    assert.equal(
      outcome(inFolder('little'), { octetsMax: little.length - 1, name: 'little' }),
      `little: found more than ${(little.length - 1) / 1e6} MB, expected a readable text file`,
    )
  })

  it('longer than one read arrives in one piece, cut through no character', () => {
    const text = 'ü'.repeat(100_000)
    assert.equal(outcome(file('long', `a${text}`)), `a${text}`)
  })

  it('may be as large as it should, and not an octet more', () => {
    assert.equal(outcome(file('fits', '1234'), { octetsMax: 4 }), '1234')
    assert.equal(
      outcome(file('large', 'x'.repeat(1_000_001)), { octetsMax: 1_000_000, name: 'large' }),
      'large: found more than 1 MB, expected a readable text file',
    )
  })

  it('is told by the name that it was given, with what was expected', () => {
    assert.equal(
      outcome(inFolder('none'), { name: 'profiles/none.json', expected: 'a profile' }),
      'profiles/none.json: found no such file, expected a profile',
    )
  })

  execFileSync('mkfifo', [inFolder('pipe')])
  symlinkSync(inFolder('circle'), inFolder('circle'))
  file('binary', new Uint8Array([0x61, 0xff, 0xfe]))
  file('half', new Uint8Array([0xff, 0xfe, 0x61]))
  file('latin', new Uint8Array([0x67, 0x72, 0xfc, 0xdf]))
  const nothing: readonly (readonly [string, string, string])[] = [
    ['that is not there', inFolder('none'), 'no such file'],
    ['below a file', join(inFolder('binary'), 'x'), 'a file where a directory should be'],
    ['that is a folder', folder, 'a directory'],
    ['that never ends', '/dev/zero', 'a device'],
    ['that is a pipe which nobody writes to', inFolder('pipe'), 'a pipe'],
    ['that is a circle', inFolder('circle'), 'a circle of links'],
    ['of octets', inFolder('binary'), NO_TEXT],
    ['in another encoding', inFolder('latin'), NO_TEXT],
    ['of half a character in UTF-16', inFolder('half'), NO_TEXT],
  ]
  for (const [what, path, found] of nothing) {
    it(`${what} is refused`, () => {
      const read = readTextFile(path)
      assert.ok(!read.ok)
      assert.deepEqual(
        { code: read.error.code, line: read.error.message },
        { code: 'unreadable', line: `${path}: found ${found}, expected a readable text file` },
      )
    })
  }
})
