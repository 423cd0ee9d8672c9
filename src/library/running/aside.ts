/**
 * What the user wants to be told while something runs: what is thrown there shows as what it is, an
 * uncaught exception, and cuts nothing short that has to be put in order here.
 */
export const aside =
  <Told extends readonly unknown[]>(
    tell: ((...told: Told) => void) | undefined,
  ): ((...told: Told) => void) =>
  (...told) => {
    try {
      tell?.(...told)
    } catch (error) {
      queueMicrotask(() => {
        throw error
      })
    }
  }
