import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { LOADER, scriptFile } from '../bundled.ts'
import { changedOn, Unavailable, unpacked } from './release.ts'

const MAIN = scriptFile('servers/main')

const servers = (args: readonly string[], path = process.env['PATH']) =>
  spawnSync(process.execPath, [...LOADER, MAIN, ...args], {
    encoding: 'utf8',
    env: { ...process.env, PATH: path },
  })

describe('npm run servers', () => {
  for (const [title, args, path, said] of [
    ['without debootstrap', ['--release', 'sid'], '/nowhere', /debootstrap|as root/],
    ['with an option that it has not', ['--relase', 'sid'], undefined, /--relase/],
  ] as const) {
    it(`${title} says so in one line and ends with 2`, () => {
      const { status, stdout, stderr } = servers(args, path)
      assert.equal(status, 2, stderr)
      assert.equal(stdout, '')
      assert.match(stderr, /^[^\n]+\n$/)
      assert.match(stderr, said)
    })
  }
})

describe('a release', () => {
  for (const [title, release, message] of [
    ['a name that is none', 'nosuch', /^[^\n]*(nosuch|as root|debootstrap)[^\n]*$/],
    ['a path', '../sid', /^[^\n]* Debian release [^\n]*"\.\.\/sid"$/],
  ] as const) {
    it(`is not unpacked by ${title}`, () => {
      const refused = (error: Error) => error instanceof Unavailable && message.test(error.message)
      assert.throws(() => unpacked(release), refused)
    })
  }
})

describe('the date of a package', () => {
  it('is that of the first entry of its changelog, in UTC', () => {
    const changelog = `prosody (13.0.7-1) unstable; urgency=medium

  * New upstream release

 -- A Maintainer <maintainer@example.org>  Wed, 23 Sep 2026 00:30:00 +0200

prosody (13.0.6-1) unstable; urgency=medium

  * New upstream release

 -- A Maintainer <maintainer@example.org>  Tue, 01 Sep 2026 12:00:00 +0200
`
    assert.equal(changedOn(changelog), '2026-09-22')
  })
})
