/** Whether two builds of the tool are the same. */
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { buildOf, toolBuild } from '../../src/files/build.ts'
import { packageFile } from '../../src/files/tool.ts'
import { ownFolder } from '../own-folder.ts'

const root = ownFolder('builds')

const build = (name: string, files: Readonly<Record<string, string>>): string => {
  const folder = join(root, name)
  mkdirSync(join(folder, 'src/deep'), { recursive: true })
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text)
  return buildOf(folder, ['src', 'lock.json'])
}

describe('a build', () => {
  const files = { 'src/deep/b.ts': 'two\n', 'src/a.ts': 'one\n', 'lock.json': '{}\n' }

  it('is the same from the same files, wherever they are and whatever ends their lines', () => {
    const one = build('one', files)
    assert.match(one, /^sha256:[0-9a-f]{64}$/)
    assert.equal(build('other', Object.fromEntries(Object.entries(files).reverse())), one)
    assert.equal(build('lines', { ...files, 'src/a.ts': 'one\r\n' }), one)
    assert.equal(build('read', { ...files, 'src/README.md': 'all about it\n' }), one)
    assert.equal(build('beside', { ...files, 'other.json': '{}\n' }), one)
  })

  it('is another with another file, or another name for it', () => {
    const all = [
      build('first', files),
      build('text', { ...files, 'src/deep/b.ts': 'too\n' }),
      build('lock', { ...files, 'lock.json': '[]\n' }),
      build('more', { ...files, 'src/c.ts': '' }),
      build('name', { 'src/deep/c.ts': 'two\n', 'src/a.ts': 'one\n', 'lock.json': '{}\n' }),
    ]
    assert.equal(new Set(all).size, all.length)
  })

  it('of what runs here is that of its sources', () => {
    const sources = ['src', 'profiles', 'package-lock.json']
    assert.equal(toolBuild(), buildOf(packageFile('.'), sources))
  })
})
