/**
 * Pings of other languages. Their words are those of iputils' translations (`po/*.po`, of 2020 to 2025)
 * and of Windows 10 and 11, as people have shown them.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { accepted } from '../../../src/json/input-error.ts'
import { importProfile } from '../../../src/profiles/import/import-profile.ts'
import type { ImportSource } from '../../../src/profiles/import/importer.ts'
import { complaintOf, imported, NOTHING_SAID, sampleOf, text, unusedIn } from './samples.ts'

const linkOf = (source: ImportSource) => imported([source]).link
const remarksOf = (source: ImportSource): readonly string[] =>
  accepted(importProfile([source], NOTHING_SAID)).remarks

const ENGLISH = sampleOf('ping-iputils.txt')

/** What iputils prints in a language; `…` stands for the number. */
interface Words {
  readonly heading?: string
  readonly from: string
  readonly time: string
  readonly duplicate?: string
  readonly counts: string
  readonly summary: string
}

const iputils = (words: Words): ImportSource => {
  const { heading = 'PING example.org (192.0.2.7) 56(84)', from, time, duplicate } = words
  const reply = (sequence: number, ms: string): string =>
    `64 ${from.replace('…', '192.0.2.7')} icmp_seq=${sequence} ttl=57 ${time.replace('…', ms)}`
  return text(
    [
      heading,
      reply(1, '41.3'),
      reply(2, '38.2'),
      `${reply(2, '39.0')} ${duplicate ?? '(DUP!)'}`,
      reply(5, '121'),
      '',
      words.counts,
      words.summary,
    ].join('\n'),
  )
}

const LANGUAGES: Readonly<Record<string, Words>> = {
  Russian: {
    from: 'байт из …:',
    time: 'время=… мс',
    counts: '5 пакетов передано, 3 принято, +1 duplicates, 40% packet loss, time 2000ms',
    summary: 'rtt min/avg/max/mdev = 38.200/66.833/121.000/38.298 ms',
  },
  'Ukrainian, as it is now': {
    heading: 'ПІНГ example.org (192.0.2.7) 56(84) байтів даних.',
    from: 'байтів з …:',
    time: 'час=… мс',
    duplicate: '(ДУБЛЮВАННЯ!)',
    counts: 'Надіслано 5 пакетів, отримано 3, +1 дублікатів, втрачено 40% пакетів, час 2000 мс',
    summary: 'rtt мін/сер/макс/mdev = 38.200/66.833/121.000/38.298 мс',
  },
  Japanese: {
    from: 'バイト応答 送信元 …:',
    time: '時間=…ミリ秒',
    duplicate: '(重複!)',
    counts: '送信パケット数 5, 受信パケット数 3, +1 重複, パケット損失 40%, 時間 2000ミリ秒',
    summary: 'rtt 最小/平均/最大/mdev = 38.200/66.833/121.000/38.298ミリ秒',
  },
  Korean: {
    from: '바이트 (…에서):',
    time: '시간=… ms',
    duplicate: '(중복!)',
    counts: '5 패킷이 전송됨, 3 수신됨, +1 중복되었습니다, 40% 패킷 손실, 시간 2000ms',
    summary: 'rtt 최소/평균/최대/표준편차 = 38.200/66.833/121.000/38.298 ms',
  },
  Turkish: {
    from: "bayt, …'den:",
    time: 'zaman=… ms',
    duplicate: '(YİNELENEN!)',
    counts: '5 paket iletildi, 3 alındı, +1 yinelenen, %40 paket kaybı, zaman 2000ms',
    summary: 'rtt en düşük/ortalama/en yüksek/mdev = 38.200/66.833/121.000/38.298 ms',
  },
  French: {
    from: 'octets de … :',
    time: 'temps=… ms',
    duplicate: '(DUPLIQUÉ !)',
    counts: '5 paquets transmis, 3 reçus, +1 dupliqués, 40 % paquets perdus, temps 2000 ms',
    summary: 'rtt min/moy/max/mdev = 38,200/66,833/121,000/38,298 ms',
  },
  Georgian: {
    heading: 'PING example.org (192.0.2.7) 56 (84) ბაიტი მონაცემები.',
    from: 'ბაიტი …-დან:',
    // Of whole milliseconds only it has spaces.
    time: 'დრო = … მწმ',
    counts: 'გადაცემულია 5 პაკეტი, მიღებულია 3, +1 ასლი, 40% პაკეტი დაიკარგა, დრო 2000მწმ',
    summary: 'rtt მინ/საშ/მაქს/mdev = 38.200/66.833/121.000/38.298 მწმ',
  },
}

describe('ping of Linux', () => {
  for (const name of ['ping-iputils-zh.txt', 'ping-iputils-uk.txt']) {
    it(`is the same link in another language: ${name}`, () => {
      const profile = imported([sampleOf(name)])
      assert.deepEqual(profile.link, linkOf(ENGLISH))
      assert.deepEqual(unusedIn(profile), unusedIn(imported([ENGLISH])))
      assert.deepEqual(remarksOf(sampleOf(name)), remarksOf(ENGLISH))
    })
  }

  const quiet = (source: ImportSource): ImportSource =>
    text(source.text.split('\n').filter(Boolean).slice(-2).join('\n'))

  for (const [language, words] of Object.entries(LANGUAGES)) {
    it(`is the same link in another language: ${language}`, () => {
      const source = iputils(words)
      assert.deepEqual(linkOf(source), linkOf(ENGLISH))
      assert.deepEqual(unusedIn(imported([source])), unusedIn(imported([ENGLISH])))
    })

    it(`has its counts and its deviation without replies, too: ${language}`, () => {
      const { link } = imported([quiet(iputils(words))])
      assert.deepEqual(link, linkOf(quiet(ENGLISH)))
      assert.equal(link.up.length, 2)
    })

    it(`begins anew at its own heading: ${language}`, () => {
      const source = iputils(words)
      const twice = imported([text(`${source.text}\n\n${source.text}\n`)])
      assert.deepEqual(twice.link, linkOf(text(`${ENGLISH.text}\n${ENGLISH.text}`)))
      assert.deepEqual(unusedIn(twice).at(-1), ['duplicates', 2])
    })
  }
})

describe('ping of Windows', () => {
  const english = linkOf(sampleOf('ping-windows.txt'))

  for (const name of ['ping-windows-ru.txt', 'ping-windows-zh.txt']) {
    it(`is the same link in another language: ${name}`, () => {
      const { text: whole } = sampleOf(name)
      assert.deepEqual(linkOf(text(whole)), english)
      // Without its counts it is the lines that tell what was lost.
      const counts = whole.split('\r\n').findIndex((line) => / = 4/.test(line))
      const cut = text(`${whole.split('\r\n').slice(0, counts).join('\r\n')}\r\n`)
      assert.deepEqual(linkOf(cut), english)
    })
  }

  const LINES: Readonly<Record<string, readonly string[]>> = {
    Ukrainian: [
      'Обмін пакетами з example.org [192.0.2.7] із 32 байтами даних:',
      'Відповідь від 192.0.2.7: кількість байтів=32 час=41мс TTL=57',
      'Перевищено час очікування запиту.',
      'Відповідь від 192.0.2.7: кількість байтів=32 час=38мс TTL=57',
      'Відповідь від 192.0.2.7: кількість байтів=32 час=121мс TTL=57',
    ],
    Japanese: [
      'example.org [192.0.2.7]に ping を送信しています 32 バイトのデータ:',
      '192.0.2.7 からの応答: バイト数 =32 時間 =41ms TTL=57',
      '192.0.2.1 からの応答: 宛先ホストに到達できません。',
      '192.0.2.7 からの応答: バイト数 =32 時間 =38ms TTL=57',
      '192.0.2.7 からの応答: バイト数 =32 時間 =121ms TTL=57',
      '192.0.2.7 の ping 統計:',
      '    パケット数: 送信 = 4、受信 = 3、損失 = 1 (25% の損失)、',
    ],
    French: [
      'Envoi d’une requête Ping example.org [192.0.2.7] avec 32 octets de données :',
      'Réponse de 192.0.2.7 : octets=32 temps=41 ms TTL=57',
      'Réponse de 192.0.2.1 : Impossible de joindre l’hôte de destination.',
      'Réponse de 192.0.2.7 : octets=32 temps=38 ms TTL=57',
      'Réponse de 192.0.2.7 : octets=32 temps=121 ms TTL=57',
    ],
  }
  for (const [language, lines] of Object.entries(LINES)) {
    it(`is the same link in another language: ${language}`, () => {
      const once = `${lines.join('\r\n')}\r\n`
      assert.deepEqual(linkOf(text(once)), english)
      const windows = sampleOf('ping-windows.txt').text
      assert.deepEqual(linkOf(text(once + once)), linkOf(text(`${windows}\n${windows}`)))
    })
  }
})

describe('ping of Windows, which counts what is unreachable as received', () => {
  const COUNTED: Readonly<Record<string, string>> = {
    English: '    Packets: Sent = 4, Received = …, Lost = 1 (25% loss),',
    Japanese: '    パケット数: 送信 = 4、受信 = …、損失 = 1 (25% の損失)、',
  }
  const REPLY = 'Reply from 192.0.2.7: bytes=32 time=20ms TTL=57'
  const ANSWERS: Readonly<Record<string, string>> = {
    English: 'Reply from 192.168.1.1: Destination host unreachable.',
    Japanese: '192.168.1.1 からの応答: 宛先ホストに到達できません。',
  }
  const pinged = (...lines: readonly string[]) => {
    const whole = ['Pinging 192.0.2.7 with 32 bytes of data:', ...lines, '']
    return imported([text(whole.join('\r\n'))])
  }
  const stage = (probability: string) => ({ kind: 'loss', probability })

  for (const [language, answer] of Object.entries(ANSWERS)) {
    const counts = (received: number): string =>
      COUNTED[language]?.replace('…', String(received)) ?? assert.fail()

    it(`has lost what something else answered: ${language}`, () => {
      // One of four: √¼ pass each way.
      const one = pinged(REPLY, answer, answer, answer, '', counts(4))
      assert.deepEqual(one.link.up[0], stage('50%'))
      // Two of four: √½ pass; the two that are lost follow each other.
      const two = pinged(REPLY, 'Request timed out.', answer, REPLY, '', counts(3))
      assert.deepEqual(two.link.up[0], stage('29.29%'))
      assert.deepEqual(unusedIn(two), [['longest run of lost pings', 2]])
    })

    it(`has received what is not shown: ${language}`, () => {
      // Three of four, of which one reply is in the text: √¾ pass.
      const cut = pinged(REPLY, answer, '', counts(4))
      assert.deepEqual(cut.link.up[0], stage('13.4%'))
      // What counts nothing unreachable as received has received what it shows.
      const plain = pinged(REPLY, answer, REPLY, REPLY, '', counts(3))
      assert.deepEqual(plain.link.up[0], stage('13.4%'))
    })
  }
})

describe('what cannot be read of a ping', () => {
  const reply = 'a reply with its time, as in "icmp_seq=1 ttl=57 time=11.3 ms"'
  const ping = (written: string): ImportSource => text(written, 'a.txt', { as: 'ping' })

  it('is refused with its line, where it looks like a reply', () => {
    const strange = ENGLISH.text.replace('121 ms', '121 xx')
    assert.equal(
      complaintOf([ping(strange)]),
      `a.txt:7:1: found 64 bytes from 192.0.2.7 (192.0.2.7): icmp_seq=5 ttl=57 time=121 xx, expected ${reply}`,
    )
    const windows = 'Reply from 192.0.2.7: bytes=32 time=41xx TTL=57'
    assert.equal(
      complaintOf([ping(`${windows}\r\n`)]),
      `a.txt:1:1: found ${windows}, expected ${reply}`,
    )
    const bare = '64 bytes from 192.0.2.7: icmp_seq=1 time=1.5 xx'
    assert.equal(complaintOf([ping(`${bare}\n`)]), `a.txt:1:1: found ${bare}, expected ${reply}`)
  })

  for (const [form, line] of [
    ['negative', '64 bytes from 192.0.2.7: icmp_seq=2 ttl=57 time=-3.1 ms'],
    ['negative, without decimals or a life', '64 bytes from 192.0.2.7: icmp_seq=2 time=-3 ms'],
    ['no number', '64 bytes from 192.0.2.7: icmp_seq=2 ttl=57 time=nan ms'],
    ['no number, of BusyBox', '64 bytes from 192.0.2.7: seq=2 ttl=57 time=-nan ms'],
    ['negative, of Windows', 'Reply from 192.0.2.7: bytes=32 time=-127ms TTL=57'],
    ['negative, of Windows over IPv6', 'Reply from 2001:db8::1: time=-127ms'],
  ] as const) {
    it(`is refused with its line, where its time is ${form}`, () => {
      const written = `64 bytes from 192.0.2.7: icmp_seq=1 ttl=57 time=10.0 ms\n${line}\n`
      assert.equal(complaintOf([ping(written)]), `a.txt:2:1: found ${line}, expected ${reply}`)
    })
  }

  it('is passed over, where it was still being written', () => {
    const replies = ENGLISH.text.split('\n').slice(0, 3).join('\n')
    const cut = `${replies}\n64 bytes from 192.0.2.7: icmp_seq=3 ttl=57 time=38.`
    assert.deepEqual(linkOf(ping(cut)), linkOf(ping(replies)))
  })

  it('is no reply, where it is of something else', () => {
    const others = [
      'From 198.51.100.1 icmp_seq=3 Frag needed and DF set (mtu = 1400)',
      'From 2001:db8::1 icmp_seq=3 Packet too big: mtu=1280',
      'From 198.51.100.1 icmp_seq=3 Parameter problem: pointer = 4',
      'Reply from 198.51.100.1: TTL expired in transit.',
    ]
    const whole = ENGLISH.text.replace(/\n---/, `\n${others.join('\n')}\n---`)
    assert.deepEqual(linkOf(ping(whole)), linkOf(ENGLISH))
  })

  it('is refused, where nothing says how many were sent: their loss would be none', () => {
    const summary = 'rtt min/avg/max/mdev = 10.3/11.3/12.3/0.9 ms'
    const line =
      'a.txt: found times without a count of pings, expected how many were sent and received, as in "5 packets transmitted, 4 received, 20% packet loss"'
    assert.equal(complaintOf([ping(`${summary}\n`)]), line)
    assert.equal(
      complaintOf([ping(`${ENGLISH.text}\nPING a (192.0.2.7) 56(84) bytes\n${summary}\n`)]),
      line,
    )
    // Of fping, and of ping upon SIGQUIT: the second figure is not always the mean.
    const fping = 'a : xmt/rcv/%loss = 5/4/20%, min/avg/max = 10.3/11.3/12.3'
    assert.match(complaintOf([ping(fping)]), /found no reply with a time/)
    const upon = `${ENGLISH.text}3/3 packets, 0% loss, min/avg/ewma/max = 1/2/3/4 ms\n`
    assert.deepEqual(linkOf(ping(upon)), linkOf(ENGLISH))
  })

  it('is said, where only replies tell what was lost', () => {
    const uncounted = 'Nothing says how many were sent: lost is what is missing between replies.'
    const replies = ENGLISH.text.split('\n---')[0] ?? ''
    assert.ok(remarksOf(text(replies)).includes(uncounted))
    assert.ok(!remarksOf(ENGLISH).includes(uncounted))
  })
})
