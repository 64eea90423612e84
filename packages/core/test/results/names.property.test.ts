import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitName, identify, longestName, type Named } from '../../src/results/names.js'

const numRuns = process.env.LONG_RUN === '1' ? 100_000 : 2_000
// The machine may be busy with other things.
const time = numRuns * 20 + 60_000

const long = 'n'.repeat(300)
// Small alphabets, so that names meet each other, their numbered forms and the cut.
const title = fc.oneof(
  fc.constantFrom('adds', 'adds (2)', 'adds (3)', ' adds', 'a > b', 'a', 'b', '', ' ', '\u001B[1madds', '\uD800', 'é'),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc
    .tuple(fc.constantFrom(230, 250, 254, 255, 300, 10_000), fc.constantFrom('', 'x', '😀'))
    .map(([length, end]) => `${'n'.repeat(length)}${end}`),
)
const segment = fc.constantFrom('tests', 'v1.2', 'v1_2', 'a b', 'ü', 'login')
const file = fc
  .tuple(fc.array(segment, { maxLength: 3 }), fc.constantFrom('x.test.ts', 'x.spec.ts', 'x.test.js', 'y.e2e.ts'))
  .chain(([folders, base]) =>
    fc.constantFrom('/home/suite', '/home/other', '/home').map((top) => [top, ...folders, base].join('/')),
  )
const wide = fc
  .array(
    fc.record(
      {
        file,
        project: fc.constantFrom('mobile', 'm.obile', ''),
        titles: fc.array(title, { minLength: 1, maxLength: 3 }),
        typeCheck: fc.boolean(),
      },
      { requiredKeys: ['titles'] },
    ),
    { maxLength: 12 },
  )
  .map((all): Named[] => all.map((each, index) => ({ ...each, position: [index] })))
/** All in one package, so that doubles meet titles that spell a number themselves. */
const dense = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        ...['adds', 'adds (2)', 'adds (3)', 'adds (2) (2)', 'adds [type check]', 'adds (2) [type check]'],
        ...[long, fitName(long), fitName(`${long} (2)`), fitName(`${long} [type check]`), ''],
      ),
      fc.boolean(),
    ),
    { maxLength: 8 },
  )
  .map((all): Named[] =>
    all.map(([one, typeCheck], index) => ({
      file: '/home/suite/x.test.ts',
      titles: [one],
      position: [index],
      typeCheck,
    })),
  )
const tests = fc.oneof(wide, dense)
const options = fc.record({
  root: fc.constant('/home/suite'),
  runner: fc.constant('jest'),
  createPackage: fc.boolean(),
})

const keyed = (identities: Map<Named, { packageName: string; name: string }>, createPackage: boolean) =>
  [...identities.values()].map(({ packageName, name }) => (createPackage ? `${packageName}\u0000${name}` : name))

test('names are unique in their package, at most 254 characters and never blank', { timeout: time }, () => {
  fc.assert(
    fc.property(tests, options, (all, naming) => {
      const identities = identify(all, naming)
      const keys = keyed(identities, naming.createPackage)
      expect(keys.length).toBe(all.length)
      expect(new Set(keys).size).toBe(keys.length)
      for (const { name } of identities.values()) {
        expect(name.length).toBeLessThanOrEqual(longestName)
        expect(name.trim()).not.toBe('')
      }
    }),
    { numRuns },
  )
})

test('type checks never change the name of a run', { timeout: time }, () => {
  fc.assert(
    fc.property(tests, options, (all, naming) => {
      const runs = all.filter(({ typeCheck }) => !typeCheck)
      const alone = identify(runs, naming)
      const beside = identify(all, naming)
      for (const run of runs) {
        // A run whose own title spells a type check's name shares the count with it.
        if (!/type check|~[0-9a-f]{12}/.test(run.titles.join())) expect(beside.get(run)).toEqual(alone.get(run))
      }
    }),
    { numRuns },
  )
})

test('a test has the same name in whatever order the tests come', { timeout: time }, () => {
  const shuffled = tests.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
  )
  fc.assert(
    fc.property(shuffled, options, ([all, other], naming) => {
      const first = identify(all, naming)
      const second = identify(other, naming)
      for (const one of all) expect(second.get(one)).toEqual(first.get(one))
    }),
    { numRuns },
  )
})

test('the same suite in another folder has the same names', { timeout: time }, () => {
  const moved = (each: Named, top: string): Named => ({ ...each, file: each.file?.replace('/home', top) })
  fc.assert(
    fc.property(tests, options, fc.constantFrom('/a', '/z/deep/er', '/tests', '/v1_2'), (all, naming, top) => {
      const there = all.map((each) => moved(each, top))
      const here = identify(all, naming)
      const other = identify(there, { ...naming, root: naming.root.replace('/home', top) })
      all.forEach((each, index) => {
        const twin = there[index]
        expect(twin && other.get(twin)).toEqual(here.get(each))
      })
    }),
    { numRuns },
  )
})
