/** `linkBytes` as columns and metrics have it: `link_bytes`. */
export const snake = (name: string): string =>
  name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)
