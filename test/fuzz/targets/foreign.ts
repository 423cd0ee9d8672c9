/** Files of other tools, for `import`, and shards that other machines wrote, for `merge`. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { IMPORTERS } from '../../../src/profiles/import/importers.ts'
import { digest } from '../../../src/run/shards/fingerprint.ts'
import { within } from '../../cli/within.ts'
import { SAMPLES } from '../../profiles/import/samples.ts'
import { alteredJson, oneOf } from '../draw.ts'
import type { Target } from '../target.ts'
import { orderly } from './orderly.ts'

/** A folder for one case. */
async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'xmpp-rtt-fuzz-'))
  try {
    await use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export const IMPORTED: Target = {
  name: 'import',
  share: 4,
  fuzz(random) {
    const sample = oneOf(random, SAMPLES)
    const text = alteredJson(random, sample.text)
    const as = random.chance(0.3) ? ['--as', oneOf(random, IMPORTERS).name] : []
    return {
      input: { file: sample.name, text, as },
      run: () =>
        inFolder(async (folder) => {
          const path = join(folder, sample.name)
          writeFileSync(path, text)
          await orderly(['import', path, ...as])
        }),
    }
  },
}

/** One that is whole. */
const SHARD = await shardText()

async function shardText(): Promise<string> {
  let text = ''
  await inFolder(async (folder) => {
    const run = ['compare', '-p', 'ideal', '-s', 'sasl2-direct', '-n', '2', '--no-commit']
    await within([...run, '--shard', '1/1', '-o', folder])
    text = readFileSync(join(folder, 'shard-001-of-001.json'), 'utf8')
  })
  return text
}

export const MERGED: Target = {
  name: 'merge',
  share: 2,
  fuzz(random) {
    const [body = ''] = SHARD.split('\n')
    const altered = alteredJson(random, body).replaceAll('\n', ' ')
    // Whoever alters one may vouch for it again.
    const text = `${altered}\n${digest(random.chance(0.8) ? altered : body)}\n`
    return {
      input: { text },
      run: () =>
        inFolder(async (folder) => {
          writeFileSync(join(folder, 'shard-001-of-001.json'), text)
          await orderly(['merge', folder, '-f', 'json'])
        }),
    }
  },
}
