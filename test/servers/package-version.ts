import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Where a server's programs are: the machine's own, or a folder to chroot to. */
export const MACHINE = '/'

/** As the package manager gives it: 13.0.1-1~bpo12+1. */
export const packageVersion = (name: string, root: string): string =>
  execFileSync('dpkg-query', [`--admindir=${join(root, 'var/lib/dpkg')}`, '-W', name], {
    encoding: 'utf8',
  })
    .trim()
    .split('\t')[1] ?? ''
