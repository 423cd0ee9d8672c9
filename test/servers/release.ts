/**
 * The servers of another Debian release than this machine's: unpacked once into a folder of the
 * user's cache, to be started with chroot. Needs root and debootstrap; the mirror is the one that
 * apt is set to. To have newer packages, remove the folder.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { present } from './installed.ts'
import { packageVersion } from './package-version.ts'

/** Something was asked for that cannot be had here: one line for people, exit code 2. */
export class Unavailable extends Error {}

const SERVERS = ['prosody', 'prosody-modules', 'ejabberd'] as const
/** What they are measured with on this machine as well (`.ci/install-servers`), and TLS. */
const AROUND = ['lua-unbound', 'lua-sec', 'lua-event', 'lua-readline', 'openssl']
const SCRIPTS = '/usr/share/debootstrap/scripts'
const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'xmpp-rtt')

/** Returns the folder to chroot to. Throws `Unavailable` where it cannot be made. */
export function unpacked(release: string): string {
  if (!/^[a-z]+$/.test(release)) {
    throw new Unavailable(
      `Expected the name of a Debian release with --release, found "${release}"`,
    )
  }
  if (process.getuid?.() !== 0) {
    throw new Unavailable('Servers of another release are started with chroot: run this as root')
  }
  if (!present('debootstrap')) {
    throw new Unavailable('Servers of another release are unpacked by debootstrap: install it')
  }
  if (!existsSync(join(SCRIPTS, release))) {
    throw new Unavailable(`Expected a release that debootstrap knows, found "${release}"`)
  }
  const root = join(CACHE, release)
  if (!existsSync(root)) unpack(release, root)
  return root
}

/** Beside its place first, so that what is in place is whole. */
function unpack(release: string, root: string): void {
  const staged = `${root}.part`
  mkdirSync(CACHE, { recursive: true })
  // A run that was killed may have left something mounted in it.
  run('rm', ['-rf', '--one-file-system', staged])
  process.stderr.write(`unpacking Debian ${release} into ${root}\n`)
  run('debootstrap', ['--variant=minbase', release, staged, mirror()])
  const policy = join(staged, 'usr/sbin/policy-rc.d')
  writeFileSync(policy, '#!/bin/sh\n# Nothing is started on installation.\nexit 101\n')
  chmodSync(policy, 0o755)
  // Installing ejabberd takes /proc, which goes with the program.
  const inside = ['--mount-proc', `--root=${staged}`]
  run(
    'unshare',
    [
      ...inside,
      'apt-get',
      'install',
      '-qq',
      '-y',
      '--no-install-recommends',
      ...SERVERS,
      ...AROUND,
    ],
    { DEBIAN_FRONTEND: 'noninteractive' },
  )
  renameSync(staged, root)
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  try {
    execFileSync(program, args, { env: { ...process.env, ...env }, stdio: 'pipe' })
  } catch (error) {
    const [first = ''] = String(error instanceof Error ? error.message : error).split('\n')
    throw new Unavailable(`Cannot unpack: ${first}`)
  }
}

/** Where apt has Debian itself from, neither its security updates nor its backports. */
function mirror(): string {
  const targets = execFileSync(
    'apt-get',
    ['indextargets', '--format', '$(LABEL)|$(REPO_URI)', 'Created-By: Packages'],
    { encoding: 'utf8' },
  )
  const [, uri] = /^Debian\|(.*)$/m.exec(targets) ?? []
  if (uri === undefined) throw new Unavailable('Expected a Debian mirror in the sources of apt')
  return uri
}

/** The servers' packages in words, with the day of each version's entry in its changelog. */
export const packagesIn = (root: string): readonly string[] =>
  SERVERS.map((name) => {
    const changelog = gunzipSync(
      readFileSync(join(root, 'usr/share/doc', name, 'changelog.Debian.gz')),
    ).toString()
    return `${name} ${packageVersion(name, root)} of ${changedOn(changelog)}`
  })

/** The day of the first entry of a Debian changelog, in UTC. */
export function changedOn(changelog: string): string {
  const [, date = ''] = /^ -- .*> {2}(.*)$/m.exec(changelog) ?? []
  return new Date(date).toISOString().slice(0, 10)
}
