/** Files that people write: profiles, dialogues, servers, budgets; and what is read again. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { alteredJson, oneOf } from '../draw.ts'
import type { Target } from '../target.ts'
import { orderly } from './orderly.ts'

const CORPUS = new URL('../corpus/', import.meta.url)

/** By the end of their name: how a file of that kind is used, for as little as can be. */
const USES: Readonly<Record<string, (path: string) => readonly string[]>> = {
  '.profile.json': (path) => ['compare', '-p', path, '-s', 'fast-resume-direct', '-n', '2', ...FEW],
  '.dialogue.json': (path) => ['compare', '-p', 'lte_weak', '-s', path, '-n', '2', ...FEW],
  '.server.json': (path) => [
    ...['compare', '-p', 'ideal', '-s', 'fast-resume-direct', '--server', path, '-n', '2', ...FEW],
  ],
  '.result.json': (path) => ['diff', path, RESULT, '-f', 'json'],
  '.storm.json': (path) => ['report', path, '-f', 'table'],
  '.budgets.json': (path) => ['check', path, '--result', RESULT, '--baseline', RESULT],
  '.served.jsonl': (path) => ['check', BUDGETS, '--served', path],
  '.analysis.json': (path) => ['check', BUDGETS, '--analyzed', path],
}

const FEW = ['--timeout', '20s', '--workers', '1', '--no-commit', '-f', 'json'] as const

const inCorpus = (name: string): string => fileURLToPath(new URL(name, CORPUS))
const RESULT = inCorpus('kept.result.json')
const BUDGETS = inCorpus('mine.budgets.json')

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
          await orderly(use(path))
        } finally {
          rmSync(folder, { recursive: true })
        }
      },
    }
  },
}
