/**
 * Runs a server in the foreground, without privileges, in a folder that is removed with it.
 * Whatever happens, nothing is left behind: neither the process nor the folder.
 *
 * A server of another release runs in a chroot. Its folder lies in there, and a link to it outside
 * has the same path, so that what is written into configurations is true on both sides.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { MACHINE } from './package-version.ts'

/** Whoever takes so long hangs, on however busy a machine. */
const READY_WITHIN_MS = 300_000
/** Nothing of it will be used again, so that nobody minds being killed. */
const STOPPED_WITHIN_MS = 1_000
const LOOK_EVERY_MS = 50

export interface Foreground {
  readonly folder: string
  /** Runs a program as the server's user and waits for its end. */
  readonly run: (program: string, args: readonly string[], env?: NodeJS.ProcessEnv) => void
  /** Starts the server; returns when all ports take connections. */
  readonly start: (
    program: string,
    args: readonly string[],
    ports: readonly number[],
    env?: NodeJS.ProcessEnv,
  ) => Promise<void>
  /** Hands the folder to the server's user. */
  readonly handOver: () => void
  readonly stop: () => Promise<void>
}

/** `root`: where the server's programs are, `MACHINE` or a folder to chroot to. */
export function foreground(user: string, root: string): Foreground {
  const folder = makeFolder(user, root)
  /** Not the link to it. */
  const place = realpathSync(folder)
  const privileged = process.getuid?.() === 0
  const entered = root === MACHINE ? [] : ['chroot', root]
  let child: ChildProcess | undefined
  /** The whole group: ejabberd's starter has children that outlive it. False when none is left. */
  const signal = (name: NodeJS.Signals | 0): boolean => {
    if (child?.pid === undefined) return false
    try {
      return process.kill(-child.pid, name)
    } catch {
      return false
    }
  }
  const cleanUp = (): void => {
    signal('SIGKILL')
    rmSync(place, { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', cleanUp)

  /** As the server's user, if there is a choice. */
  const command = (program: string, args: readonly string[]): [string, string[]] => {
    const dropped = [`--reuid=${user}`, `--regid=${user}`, '--clear-groups']
    const [file = program, ...argv] = [
      ...entered,
      ...(privileged ? ['setpriv', ...dropped] : []),
      program,
      ...args,
    ]
    return [file, argv]
  }
  const environment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
    PATH: process.env['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: folder,
    LANG: 'C.UTF-8',
    ...env,
  })

  return {
    folder,
    run: (program, args, env = {}) => {
      const [file, argv] = command(program, args)
      execFileSync(file, argv, { cwd: folder, env: environment(env), stdio: 'pipe' })
    },
    start: async (program, args, ports, env = {}) => {
      const [file, argv] = command(program, args)
      const started = spawn(file, argv, {
        cwd: folder,
        env: environment(env),
        detached: true,
        stdio: 'ignore',
      })
      child = started
      const until = Date.now() + READY_WITHIN_MS
      for (const port of ports) {
        while (!(await answers(port))) {
          if (started.exitCode !== null || Date.now() > until) {
            throw new Error(`${program} did not get ready: ${lastWords(folder)}`)
          }
          await sleep(LOOK_EVERY_MS)
        }
      }
    },
    handOver: () => {
      if (!privileged) return
      const [file = 'chown', ...argv] = [...entered, 'chown', '-R', `${user}:`, folder]
      execFileSync(file, argv)
    },
    stop: async () => {
      if (signal('SIGTERM')) {
        const until = Date.now() + STOPPED_WITHIN_MS
        while (signal(0) && Date.now() < until) await sleep(LOOK_EVERY_MS)
      }
      cleanUp()
      process.removeListener('exit', cleanUp)
    },
  }
}

/** Its path is the same on both sides of a chroot. */
function makeFolder(user: string, root: string): string {
  mkdirSync(join(root, tmpdir()), { recursive: true })
  const place = mkdtempSync(join(root, tmpdir(), `xmpp-rtt-${user}-`))
  chmodSync(place, 0o755)
  if (root === MACHINE) return place
  const folder = place.slice(root.length)
  symlinkSync(place, folder)
  return folder
}

/**
 * Ports that nobody listens on. The system gives out ports from 32768 on, to whoever connects or
 * listens at any; these are below, where only what is started here looks for one. Processes of one
 * run of the tests have ids that are near each other, and so begin to look at different places; within
 * one none is given out twice, before all have been.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = []
  while (ports.length < count) {
    const port = FIRST_PORT + ((process.pid * PORTS_EACH + looked) % PORTS)
    looked += 1
    if (await isFree(port)) ports.push(port)
  }
  return ports
}

let looked = 0
const FIRST_PORT = 20_000
const PORTS = 12_000
const PORTS_EACH = 100

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

function lastWords(folder: string): string {
  try {
    return readFileSync(join(folder, 'server.log'), 'utf8').slice(-2000)
  } catch {
    return 'it wrote no log'
  }
}
