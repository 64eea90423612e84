import { textOf } from '@zephyr-reporters/parser-template'
import { SaxesParser } from 'saxes'

/** How long the test cases of a JUnit file took, in milliseconds, as the file says. */
export interface Durations {
  /** Milliseconds of all test cases; `undefined` where none has a time. */
  total: number | undefined
  /** Milliseconds of the next test case of this name in this package, in the file's order. */
  next(packageName: string, name: string): number | undefined
}

/** Reads the attribute `time` of every test case. Zephyr records none of it: it is for people who look at a run. */
export async function durationsOf(file: string): Promise<Durations> {
  const times = new Map<string, number[]>()
  let total: number | undefined
  const parser = new SaxesParser()
  parser.on('opentag', ({ name: tag, attributes: { time = '', classname = '', name = '' } }) => {
    if (tag !== 'testcase') return
    const milliseconds = millisecondsOf(time)
    if (milliseconds !== undefined) total = (total ?? 0) + milliseconds
    const key = keyOf(classname, name)
    const same = times.get(key)
    // Stored also where the file names no time, so that the next test case of the name finds its own.
    if (same) same.push(milliseconds ?? Number.NaN)
    else times.set(key, [milliseconds ?? Number.NaN])
  })
  for await (const text of textOf(file)) parser.write(text)
  parser.close()
  return {
    total,
    next(packageName, name) {
      const same = times.get(keyOf(packageName, name))
      const first = same && same.length > 1 ? same.shift() : same?.[0]
      return first === undefined || Number.isNaN(first) ? undefined : first
    },
  }
}

const keyOf = (packageName: string, name: string) => `${packageName}\n${name}`

/** `1,234.5` as some tools write it too. */
function millisecondsOf(time: string): number | undefined {
  const seconds = Number(time.replaceAll(',', ''))
  return time.trim() === '' || !Number.isFinite(seconds) || seconds < 0 ? undefined : Math.round(seconds * 1000)
}
