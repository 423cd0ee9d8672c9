/** An option that may be repeated: all that was given, in its order. */
export const collecting =
  <T>(read: (text: string) => T) =>
  (text: string, before: readonly T[] | undefined): readonly T[] => [...(before ?? []), read(text)]

export const collect = collecting((text) => text)
