import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { ensureReplaceable, replaceFolder } from '../../src/files/output-folder.ts'
import { InputError } from '../../src/json/input-error.ts'

const NAMES = ['one.txt', 'two.txt']
const filesSaying = (text: string) => NAMES.map((name) => ({ name, content: `${text} ${name}` }))

describe('the folder of a run', () => {
  let around: string
  let folder: string
  beforeEach(() => {
    around = mkdtempSync(join(tmpdir(), 'xmpp-rtt-'))
    folder = join(around, 'out')
  })
  afterEach(() => rmSync(around, { recursive: true, force: true }))

  const said = (): readonly string[] =>
    readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  const holds = (text: string): void => {
    assert.deepEqual(
      said(),
      filesSaying(text).map(({ content }) => content),
    )
    assert.deepEqual(readdirSync(around), ['out'], 'nothing is left beside it')
  }
  const refusal = (action: () => void): string => {
    try {
      action()
    } catch (error) {
      assert.ok(error instanceof InputError)
      return error.message
    }
    return assert.fail('expected a refusal')
  }
  /** As a process that is gone would have called it. */
  const leave = (what: 'new' | 'old', text: string): void => {
    const left = join(around, `.out.${spawnSync('true').pid}.${what}`)
    mkdirSync(left)
    for (const { name, content } of filesSaying(text)) writeFileSync(join(left, name), content)
  }

  it('is made, and replaced as a whole, with folders above it where they are missing', () => {
    folder = join(around, 'deep', 'er', 'out')
    ensureReplaceable(folder, NAMES)
    replaceFolder(folder, filesSaying('first'))
    ensureReplaceable(folder, NAMES)
    replaceFolder(folder, filesSaying('second'))
    assert.deepEqual(said(), ['second one.txt', 'second two.txt'])
    assert.deepEqual(readdirSync(join(around, 'deep', 'er')), ['out'])
  })

  it('is as it was when something fails in the middle', () => {
    replaceFolder(folder, filesSaying('first'))
    // The last of the new files has a name that no file can have.
    const files = [...filesSaying('new'), { name: 'no/where', content: 'new' }]
    assert.match(
      refusal(() => replaceFolder(folder, files)),
      /out.*ENOENT/,
    )
    holds('first')
  })

  it('is whole again after a run that was killed, wherever that was', () => {
    replaceFolder(folder, filesSaying('first'))
    leave('new', 'half')
    ensureReplaceable(folder, NAMES)
    holds('first')

    // Put aside, and nothing in its place yet.
    rmSync(folder, { recursive: true })
    leave('old', 'first')
    leave('new', 'second')
    ensureReplaceable(folder, NAMES)
    holds('first')

    // The new one was there already.
    leave('old', 'before')
    ensureReplaceable(folder, NAMES)
    holds('first')
  })

  it('leaves alone what another run has under way', () => {
    const other = `.out.${process.ppid}.new`
    mkdirSync(join(around, other))
    replaceFolder(folder, filesSaying('first'))
    assert.deepEqual(readdirSync(around), [other, 'out'])
  })

  it('loses what earlier versions left inside', () => {
    replaceFolder(folder, filesSaying('first'))
    writeFileSync(join(folder, '.one.txt.4711.partial'), 'ha')
    replaceFolder(folder, filesSaying('second'))
    holds('second')
  })

  it('is refused when it holds anything else, or is no folder', () => {
    mkdirSync(folder)
    writeFileSync(join(folder, 'thesis.tex'), '')
    assert.match(
      refusal(() => ensureReplaceable(folder, NAMES)),
      /output: found ".*out" \(holds "thesis.tex"\), expected a folder that/,
    )
    assert.deepEqual(readdirSync(folder), ['thesis.tex'])
    assert.match(
      refusal(() => ensureReplaceable(join(folder, 'thesis.tex'), NAMES)),
      /\(a file\)/,
    )
    assert.match(
      refusal(() => ensureReplaceable('', NAMES)),
      /found "" \(no name\)/,
    )
    assert.match(
      refusal(() => ensureReplaceable('.', NAMES)),
      /\(where the tool was started\)/,
    )
    const link = join(around, 'link')
    symlinkSync(join(around, 'nowhere'), link)
    assert.match(
      refusal(() => ensureReplaceable(link, NAMES)),
      /\(a link to nothing\)/,
    )
  })

  it('is replaced where a link leads to it', () => {
    replaceFolder(folder, filesSaying('first'))
    const link = join(around, 'latest')
    symlinkSync(folder, link)
    replaceFolder(link, filesSaying('second'))
    assert.deepEqual(said(), ['second one.txt', 'second two.txt'])
    assert.deepEqual(readdirSync(around).sort(), ['latest', 'out'])
  })
})
