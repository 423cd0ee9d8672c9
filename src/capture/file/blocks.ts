/**
 * What a pcapng file is made of (draft-ietf-opsawg-pcapng): the numbers of its blocks and options.
 */

/** Reads the same in both byte orders, so that a file can say which one it has. */
export const SECTION_HEADER = 0x0a0d0d0a
export const INTERFACE_DESCRIPTION = 1
export const OBSOLETE_PACKET = 2
export const SIMPLE_PACKET = 3
export const ENHANCED_PACKET = 6
export const DECRYPTION_SECRETS = 10

export const BYTE_ORDER_MAGIC = 0x1a2b3c4d

/** Of a Decryption Secrets Block: the key log that Wireshark, NSS and OpenSSL write. */
export const TLS_KEY_LOG = 0x544c534b

export const OPTION = {
  end: 0,
  comment: 1,
  /** Of a section. */
  application: 4,
  /** Of an interface. */
  name: 2,
  description: 3,
  resolution: 9,
  timeOffset: 14,
  /** Of a packet. */
  flags: 2,
} as const

/** Blocks and options are filled up to whole words. */
export const padded = (length: number): number => Math.ceil(length / 4) * 4

/** LINKTYPE_… (https://www.tcpdump.org/linktypes.html) */
export const LINK_TYPE = {
  null: 0,
  ethernet: 1,
  /** As some BSDs number DLT_RAW. */
  rawBsd: 12,
  rawOpenBsd: 14,
  raw: 101,
  loop: 108,
  linuxCooked: 113,
  ipv4: 228,
  ipv6: 229,
  linuxCooked2: 276,
} as const
