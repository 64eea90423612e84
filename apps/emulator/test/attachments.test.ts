import type { Emulator } from '@zephyr-reporters/emulator'
import { expect, test } from 'vitest'
import { call, create, emulatorFor, ended, form, jsonOf } from './world.ts'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPhfDwAChAGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

async function put(emulator: Emulator, files: [name: string, type: string, body: Buffer | string][]) {
  const body = new FormData()
  for (const [name, type, content] of files) body.append('releaseTestSchedule', new Blob([content], { type }), name)
  const answer = await fetch(`${emulator.url}/flex/upload/document/genericattachment`, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${emulator.token}` },
  })
  return { status: answer.status, body: await jsonOf(answer) }
}

const attach = (emulator: Emulator, entries: object[]) =>
  call(emulator, 'v3/attachment/list', { body: JSON.stringify(entries) })

async function executed() {
  const emulator = await emulatorFor()
  await create(emulator)
  await ended(emulator)
  const [execution] = emulator.executions(emulator.runs()[0]?.cycle ?? 0)
  return { emulator, item: { itemId: execution?.id ?? 0, itemType: 'releaseTestSchedule', createdBy: 7, timeStamp: 1 } }
}

test('a file is put on an execution in two steps, and can be looked at', async () => {
  const { emulator, item } = await executed()
  const { status, body } = await put(emulator, [
    ['screenshot é.png', 'image/png', png],
    ['trace.zip', 'multipart/form-data', 'PK'],
  ])
  expect(status).toBe(200)
  expect(body).toMatchObject([
    { fileName: 'screenshot é.png', fieldName: 'releaseTestSchedule', contentType: 'image/png' },
    { fileName: 'trace.zip', contentType: 'application/zip' },
  ])
  const entries = body.map(({ fileName, contentType, tempFilePath }: Record<string, string>) => {
    return { ...item, name: fileName, contentType, tempPath: tempFilePath, fileSize: 5 }
  })
  const attached = await attach(emulator, entries)
  expect(attached).toMatchObject({ status: 200, body: [{ name: 'screenshot é.png', fileSize: png.length }, { id: 2 }] })
  expect(emulator.attachments(item.itemId)).toMatchObject([{ name: 'screenshot é.png' }, { name: 'trace.zip' }])
  const shown = await fetch(`${emulator.url}/attachments/1`)
  expect(Buffer.from(await shown.arrayBuffer())).toEqual(png)
  expect(shown.headers.get('content-type')).toBe('image/png')
  expect(shown.headers.get('content-security-policy')).toContain('sandbox')
  const downloaded = await fetch(`${emulator.url}/attachments/2`)
  expect(downloaded.headers.get('content-disposition')).toContain('attachment')
  await downloaded.arrayBuffer()
  // What was attached waits no more.
  expect((await attach(emulator, entries)).status).toBe(400)
})

test('what a server would not take is a 400, and nothing of it stays', async () => {
  const { emulator, item } = await executed()
  const refused = async (name: string, type: string, body: Buffer | string, message: RegExp) => {
    const answer = await put(emulator, [
      ['fine.txt', 'text/plain', 'x'],
      [name, type, body],
    ])
    expect(answer).toMatchObject({ status: 400, body: { errorMsg: expect.stringMatching(message) } })
  }
  await refused('virus.exe', 'application/octet-stream', 'MZ', /\.exe/)
  await refused('no-ending', 'text/plain', 'x', /not allowed/)
  await refused('page.png', 'text/html', '<script>', /MIME type text\/html/)
  emulator.setHabits({ limits: { megabytes: 0.001 } })
  await refused('large.txt', 'text/plain', 'x'.repeat(2000), /larger than 0.001 MB/)
  emulator.setHabits({ limits: { endings: ['.txt'] } })
  await refused('a.png', 'image/png', png, /\.png/)
  expect((await put(emulator, [])).status).toBe(400)

  emulator.setHabits({})
  const { body } = await put(emulator, [['a.png', 'image/png', png]])
  const entry = { ...item, name: 'a.png', contentType: 'image/png', fileSize: 1, tempPath: body[0].tempFilePath }
  for (const wrong of [
    { itemId: 1 },
    { itemType: 'cake' },
    { tempPath: '/etc/passwd' },
    { tempPath: '../../etc/passwd' },
    { contentType: 'text/html' },
    { itemId: 'x' },
    { name: '' },
  ])
    expect((await attach(emulator, [{ ...entry, ...wrong }])).status).toBe(400)
  expect((await attach(emulator, [])).status).toBe(400)
  expect(emulator.attachments(item.itemId)).toEqual([])
  expect((await attach(emulator, [entry])).status).toBe(200)
})

test('without a token there is no upload; faults hold for both steps', async () => {
  const { emulator } = await executed()
  const body = new FormData()
  body.append('a', new Blob(['x']), 'a.txt')
  expect((await fetch(`${emulator.url}/flex/upload/document/genericattachment`, { method: 'POST', body })).status).toBe(
    401,
  )
  emulator.setHabits({ faults: [{ on: 'attachments', status: 403 }] })
  expect((await put(emulator, [['a.txt', 'text/plain', 'x']])).status).toBe(403)
  expect((await attach(emulator, [])).status).toBe(400)
})

test('by a habit, the limits hold for result files too', async () => {
  const emulator = await emulatorFor({ habits: { limits: { resultFiles: true } } })
  const send = (name: string, type: string) =>
    call(emulator, 'v4/upload-file/automation/create-and-execute-job', { body: form({}, undefined, name, type) })
  expect((await send('r.xml', 'application/xml')).status).toBe(200)
  expect((await send('r.xml', 'text/xml')).status).toBe(200)
  expect((await send('r.xml', 'application/json')).status).toBe(400)
  expect((await send('r.dat', 'application/xml')).status).toBe(400)
  expect(emulator.jobs()).toHaveLength(2)
})
