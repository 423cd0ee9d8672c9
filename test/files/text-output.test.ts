/** What takes the place of a file is not put where there is none, or where the tool prints to. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { ensureReplaceable } from '../../src/files/text-output.ts'
import { TOOL } from '../bundled.ts'
import { ownFolder } from '../own-folder.ts'

const folder = ownFolder('text-output')
const inside = (name: string): string => join(folder, name)

/** The tool with its standard output or its standard error in a file. */
function printedTo(stream: 1 | 2, path: string, samples: string) {
  const file = openSync(path, 'w')
  const brief = ['-p', 'ideal', '-s', 'sasl2-direct', '-n', '2', '--no-commit', '--workers', '1']
  const { status, stderr } = spawnSync(
    process.execPath,
    [...TOOL, 'compare', ...brief, '--samples', samples],
    { stdio: ['ignore', stream === 1 ? file : 'ignore', stream === 2 ? file : 'pipe'] },
  )
  closeSync(file)
  return { status, said: String(stream === 2 ? readFileSync(path) : stderr) }
}

describe('a file that takes the place of another', () => {
  it('is not what is printed to, under whatever name', () => {
    for (const stream of [1, 2] as const) {
      const path = inside(`stream-${stream}.txt`)
      const { status, said } = printedTo(stream, path, path)
      const expected = `xmpp-rtt: ${path}: found what is printed to, expected a file that can be written to\n`
      assert.deepEqual([status, said], [2, expected])
    }
  })

  it('is not a name that the system has for something open', () => {
    const file = openSync(inside('open.txt'), 'w')
    for (const name of [`/proc/self/fd/${file}`, `/dev/fd/${file}`]) {
      assert.throws(() => ensureReplaceable(name), {
        code: 'unwritable',
        found: 'something that is no file',
      })
    }
    closeSync(file)
  })

  it('is any other file, there already or not', () => {
    ensureReplaceable(inside('new.txt'))
    writeFileSync(inside('old.txt'), 'old')
    ensureReplaceable(inside('old.txt'))
    assert.equal(readFileSync(inside('old.txt'), 'utf8'), 'old')
  })
})
