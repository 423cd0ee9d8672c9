/** Which way something goes between a client and its server: up is from the client. */
export const DIRECTIONS = ['up', 'down'] as const
export type Direction = (typeof DIRECTIONS)[number]
