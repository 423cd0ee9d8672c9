/** Another revision of this project, built in a folder of its own that is gone afterwards. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const LOCK = 'package-lock.json'

/** Builds it, hands its folder to `use`, and removes it. */
export async function withRevision<Value>(
  revision: string,
  use: (folder: string) => Promise<Value>,
): Promise<Value> {
  const commit = execFileSync('git', ['rev-parse', '--verify', `${revision}^{commit}`], {
    encoding: 'utf8',
  }).trim()
  const folder = mkdtempSync(join(tmpdir(), 'xmpp-rtt-bench-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  const interrupted = (): void => process.exit(130)
  process.on('exit', remove)
  process.on('SIGINT', interrupted)
  try {
    unpack(commit, folder)
    return await use(folder)
  } finally {
    process.off('SIGINT', interrupted)
    process.off('exit', remove)
    remove()
  }
}

function unpack(commit: string, folder: string): void {
  const archive = join(folder, 'revision.tar')
  execFileSync('git', ['archive', '--output', archive, commit])
  execFileSync('tar', ['-xf', archive, '-C', folder])
  if (sameText(LOCK, join(folder, LOCK))) {
    symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'))
  } else {
    run('npm', ['ci', '--no-audit', '--no-fund'], folder)
  }
  run('npm', ['run', 'build'], folder)
}

const sameText = (one: string, other: string): boolean =>
  existsSync(one) && existsSync(other) && readFileSync(one, 'utf8') === readFileSync(other, 'utf8')

/** What it prints is in the way of figures, so it goes to standard error. */
export function run(command: string, args: readonly string[], cwd: string): void {
  execFileSync(command, args, { cwd, stdio: ['ignore', process.stderr, process.stderr] })
}
