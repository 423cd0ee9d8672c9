/** Options that are whole numbers, strictly read. */
import { wrongOption } from '../exit.ts'

export function wholeNumber(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d{1,15}$/.test(text) || value < least || value > most) {
      throw wrongOption(option, JSON.stringify(text), `a whole number from ${least} to ${most}`)
    }
    return value
  }
}
