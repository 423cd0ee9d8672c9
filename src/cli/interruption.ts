/**
 * Ctrl-C and SIGTERM as a wish to end early with what there is, from the beginning of a run
 * until its last file is written.
 *
 * A signal often comes twice at once: the terminal sends it to the whole process group, and npm
 * passes its own copy on. So a repetition is only taken for impatience when it comes a while
 * after the first; then the process ends as it would without handlers.
 */
const IMPATIENT_AFTER_MS = 2000
const SIGNALS = ['SIGINT', 'SIGTERM'] as const

export async function interruptible<Value>(
  task: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const controller = new AbortController()
  let firstAt: number | undefined
  const interrupt = (signal: NodeJS.Signals): void => {
    firstAt ??= Date.now()
    controller.abort()
    if (Date.now() - firstAt < IMPATIENT_AFTER_MS) return
    release()
    process.kill(process.pid, signal)
  }
  const release = (): void => {
    for (const signal of SIGNALS) process.removeListener(signal, interrupt)
  }
  for (const signal of SIGNALS) process.on(signal, interrupt)
  try {
    return await task(controller.signal)
  } finally {
    release()
  }
}
