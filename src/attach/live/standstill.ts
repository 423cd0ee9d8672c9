/** Waiting in real time, while virtual time stands still, for what may happen at any moment. */
export class Standstill {
  #wake: (() => void) | undefined

  /** Something has happened that may change what is waited for. */
  notify(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }

  /** Resolves when it holds no more; asked again after each `notify`. One waits at a time. */
  async while(holds: () => boolean): Promise<void> {
    while (holds()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}
