/** Files that people write: profiles, dialogues, servers, and results that are read again. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { alteredJson, oneOf } from '../draw.ts'
import type { Target } from '../target.ts'
import { orderly } from './orderly.ts'

const CORPUS = new URL('../corpus/', import.meta.url)

/** By the end of their name: how a file of that kind is used, for as little as can be. */
const USES: Readonly<Record<string, (path: string) => readonly string[]>> = {
  '.profile.json': (path) => ['-p', path, '-s', 'fast-resume-direct', '-n', '2'],
  '.dialogue.json': (path) => ['-p', 'lte_weak', '-s', path, '-n', '2'],
  '.server.json': (path) => [
    '-p',
    'ideal',
    '-s',
    'fast-resume-direct',
    '--server',
    path,
    '-n',
    '2',
  ],
  '.result.json': (path) => ['-p', 'lte_good', '-s', 'legacy-direct', '-n', '2', '--with', path],
}

const FILES = readdirSync(CORPUS)
  .sort()
  .flatMap((name) => {
    const end = Object.keys(USES).find((one) => name.endsWith(one))
    const use = end === undefined ? undefined : USES[end]
    if (use === undefined) return []
    return [{ name, use, text: readFileSync(new URL(name, CORPUS), 'utf8') }]
  })

export const WRITTEN: Target = {
  name: 'files',
  share: 2,
  fuzz(random) {
    const { name, use, text } = oneOf(random, FILES)
    const altered = alteredJson(random, text)
    return {
      input: { file: name, text: altered },
      async run() {
        const folder = mkdtempSync(join(tmpdir(), 'xmpp-rtt-fuzz-'))
        try {
          const path = join(folder, name)
          writeFileSync(path, altered)
          const few = ['--timeout', '20s', '--workers', '1', '--no-commit', '-f', 'json']
          await orderly(['compare', ...use(path), ...few])
        } finally {
          rmSync(folder, { recursive: true })
        }
      },
    }
  },
}
