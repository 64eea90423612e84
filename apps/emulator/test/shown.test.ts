import { expect, test } from 'vitest'
import { call, create, emulatorFor, ended, list, progressOf, until, upload } from './world.ts'

const detailOf = async (to: Parameters<typeof call>[0], job = 101) =>
  (await call(to, `v3/automation/job/detail?jobid=${job}`)).body

test.each([
  ['exact', 'jest-1.xml'],
  ['suffixed', 'jest-1_1732190.xml'],
  ['zipped', 'jest-1.xml.gz'],
  ['prefixed', '1732190_jest-1.xml'],
  ['own', 'automation-result-1732190.xml'],
  ['none', undefined],
] as const)('files shown %s', async (fileName, expected) => {
  const emulator = await emulatorFor({ habits: { shown: { fileName } } })
  await create(emulator, {}, undefined, 'jest-1.xml')
  expect((await list(emulator)).body[0].attachmentName).toBe(expected)
  expect((await detailOf(emulator)).fileUplaodJobPath).toBe(expected)
})

const name = 'R&D  “Nächte” e\u0301 <1>'
test.each([
  [['entities'], 'R&amp;D  &ldquo;N&auml;chte&rdquo; e&#769; &lt;1&gt;'],
  [['numeric'], 'R&amp;D  &#8220;N&#228;chte&#8221; e&#769; &lt;1&gt;'],
  [['escaped'], 'R&amp;D  “Nächte” e\u0301 &lt;1&gt;'],
  [['folded', 'nfc'], 'R&D “Nächte” é <1>'],
  [[5], 'R&D  '],
  [[5, 'trimmed'], 'R&D'],
] as const)('job names shown %j', async (jobName, expected) => {
  const emulator = await emulatorFor({ habits: { shown: { jobName: [...jobName] } } })
  await create(emulator, { jobName: name })
  expect((await list(emulator)).body[0].jobName).toBe(expected)
  expect((await detailOf(emulator)).jobName).toBe(expected)
})

test('escaped texts: a client that sends back what it read has them escaped once more each time', async () => {
  const emulator = await emulatorFor({ habits: { shown: { detailTexts: 'escaped', listTexts: 'escaped' } } })
  await create(emulator, { cycleName: 'R&D' })
  const listed = (await list(emulator)).body[0]
  expect(listed.testRepositoryPath).toBe('Release 1.0 &gt; Automation')
  const { cycleName } = await detailOf(emulator)
  expect(cycleName).toBe('R&amp;D')
  await upload(emulator, 'update-execute-job', { id: 101, cycleName })
  expect((await detailOf(emulator)).cycleName).toBe('R&amp;amp;D')
})

test('status words of any kind', async () => {
  const statuses = { new: 'Waiting', queued: 'in-progress', complete: 'Completed successfully', failed: 'unsuccessful' }
  const emulator = await emulatorFor({ habits: { shown: { statuses } } })
  expect((await create(emulator)).body.status).toBe('Waiting')
  await ended(emulator)
  expect((await progressOf(emulator, 101)).body.status).toBe('Completed successfully')
  expect((await list(emulator)).body[0].status).toBe('Completed successfully')
  await create(emulator, {}, 'no xml')
  await ended(emulator)
  expect((await progressOf(emulator, 102)).body.status).toBe('unsuccessful')
})

test('a list and a progress that lag show what was, for so long', async () => {
  const emulator = await emulatorFor({ pace: 0.01, newMs: 0, queuedMs: 0 })
  await create(emulator, { jobName: 'Before' }, undefined, 'one.xml')
  await ended(emulator)
  emulator.setHabits({ lag: { list: 30, progress: 20 } })
  await upload(emulator, 'update-execute-job', { id: 101 }, undefined, 'two.xml')
  await create(emulator, { jobName: 'After' })
  await ended(emulator)
  const begin = performance.now()
  expect((await list(emulator)).body).toMatchObject([{ jobName: 'Before', attachmentName: 'one.xml' }])
  expect((await progressOf(emulator, 101)).body.id).toBe(5001)
  expect((await progressOf(emulator, 102)).status).toBe(400)
  expect((await detailOf(emulator)).fileUplaodJobPath).toBe('two.xml')
  let listed: { status: string }[] = []
  while (listed.filter(({ status }) => status === 'complete').length < 2) listed = (await list(emulator)).body
  expect(performance.now() - begin).toBeGreaterThan(200)
  expect(listed).toMatchObject([
    { id: 101, attachmentName: 'two.xml', status: 'complete' },
    { id: 102, status: 'complete' },
  ])
  expect((await progressOf(emulator, 101)).body.id).toBe(5002)
})

test('runs that fail, record a part, or never end', async () => {
  const xml = '<testsuite><testcase name="a"/><testcase name="b"/><testcase name="c"/></testsuite>'
  const emulator = await emulatorFor({ habits: { runs: { end: 'failing' } } })
  await create(emulator, {}, xml)
  await ended(emulator)
  emulator.setHabits({ runs: { end: 'partial' } })
  await create(emulator, {}, xml)
  await ended(emulator)
  expect(emulator.runs().map(({ status }) => status)).toEqual(['failed', 'failed'])
  expect(emulator.records({ runId: 5001 })).toEqual([])
  expect(emulator.records({ runId: 5002 }).map(({ name }) => name)).toEqual(['a', 'c'])
  emulator.setHabits({ runs: { end: 'never-ending' } })
  await create(emulator, {}, xml)
  await until(() => emulator.runs().at(-1)?.status === 'queued')
  emulator.setHabits({ runs: { newFor: 0.05, queuedFor: 0 } })
  const begin = performance.now()
  await create(emulator, {}, xml)
  await until(() => emulator.runs().at(-1)?.status === 'complete')
  expect(performance.now() - begin).toBeGreaterThan(45)
  expect(emulator.runs().at(-2)?.status).toBe('queued')
})
