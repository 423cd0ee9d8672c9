/**
 * A page in Chromium, over the pipe that its DevTools protocol has for programs: no port, no
 * package. What the page says to the console is kept.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { present } from '../servers/installed.ts'

const PROGRAM = 'chromium'

/** For the `skip` option of a test; where nothing may be skipped, nothing is. */
export const unlessChromium = (): { readonly skip: string | false } => ({
  skip:
    process.env['XMPP_RTT_REQUIRE_SERVERS'] === '1' || present(PROGRAM)
      ? false
      : `${PROGRAM} is not installed; on Debian as root: .ci/install-servers`,
})

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/** How a page is looked at. */
export interface View {
  /** CSS pixels. */
  readonly width: number
  readonly scheme: 'light' | 'dark'
  readonly media?: 'print'
}

export class Chromium {
  readonly #process: ChildProcess
  readonly #pipe: Writable
  readonly #profile = mkdtempSync(join(tmpdir(), 'xmpp-rtt-chromium-'))
  readonly #answers = new Map<number, (message: Message) => void>()
  readonly #heard: Message[] = []
  #listening: ((message: Message) => void) | undefined
  #session: string | undefined
  #count = 0

  static async start(): Promise<Chromium> {
    const browser = new Chromium()
    const { targetId } = await browser.#ask('Target.createTarget', { url: 'about:blank' })
    const session = { targetId, flatten: true }
    const { sessionId } = await browser.#ask('Target.attachToTarget', session)
    browser.#session = String(sessionId)
    for (const domain of ['Page', 'Log', 'Runtime', 'Network'])
      await browser.#ask(`${domain}.enable`)
    return browser
  }

  private constructor() {
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-pipe']
    this.#process = spawn(PROGRAM, [...flags, `--user-data-dir=${this.#profile}`], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    })
    const [, , , to, from] = this.#process.stdio
    this.#pipe = to as Writable
    let rest = ''
    const read = from as Readable
    read.setEncoding('utf8').on('data', (chunk: string) => {
      const messages = (rest + chunk).split('\0')
      rest = messages.pop() ?? ''
      for (const message of messages) this.#hear(JSON.parse(message))
    })
  }

  #hear(message: Message): void {
    if (message.id === undefined) {
      this.#heard.push(message)
      this.#listening?.(message)
      return
    }
    this.#answers.get(message.id)?.(message)
    this.#answers.delete(message.id)
  }

  async #ask(method: string, params: object = {}): Promise<Record<string, unknown>> {
    this.#count += 1
    const id = this.#count
    const answer = new Promise<Message>((resolve) => this.#answers.set(id, resolve))
    this.#pipe.write(`${JSON.stringify({ id, method, params, sessionId: this.#session })}\0`)
    const { result, error } = await answer
    if (error !== undefined) throw new Error(`${method}: ${error.message}`)
    return { ...(result as object) }
  }

  /** Opens a page and waits until it is loaded. */
  async open(url: string, { width, scheme, media }: View): Promise<void> {
    this.#heard.length = 0
    const screen = { width, height: 800, deviceScaleFactor: 1, mobile: true }
    await this.#ask('Emulation.setDeviceMetricsOverride', screen)
    const features = [{ name: 'prefers-color-scheme', value: scheme }]
    await this.#ask('Emulation.setEmulatedMedia', { media: media ?? '', features })
    const loaded = new Promise<void>((resolve) => {
      this.#listening = ({ method }) => {
        if (method === 'Page.loadEventFired') resolve()
      }
    })
    await this.#ask('Page.navigate', { url })
    await loaded
  }

  /** What an expression in the page comes to, as JSON has it. */
  async evaluate(expression: string): Promise<unknown> {
    const { result } = await this.#ask('Runtime.evaluate', { expression, returnByValue: true })
    return (result as { readonly value: unknown }).value
  }

  /** Since the page was opened: what it wrote to the console, and what went wrong. */
  get messages(): readonly string[] {
    const said = ['Runtime.consoleAPICalled', 'Runtime.exceptionThrown', 'Log.entryAdded']
    return this.#heard
      .filter(({ method = '' }) => said.includes(method))
      .map(({ params }) => JSON.stringify(params))
  }

  /** Since then: all addresses that it asked for. */
  get requests(): readonly string[] {
    return this.#heard
      .filter(({ method }) => method === 'Network.requestWillBeSent')
      .map(({ params }) => (params as { readonly request: { readonly url: string } }).request.url)
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.#process.once('exit', resolve))
    await this.#ask('Browser.close')
    await gone
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 })
  }
}
