import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ResultFileError, recordsOf, type ZephyrRecord } from '../src/index.js'

// The vendor's parser was run on each of these files: see vendor-reading/README.md.

interface VendorRecord {
  status: string
  package: string
  name: string
  attachment?: string
  requirements?: string[]
  tags?: string
  attachments?: string[]
}

interface VendorCase {
  name: string
  xml?: string
  base64?: string
  records?: VendorRecord[]
  refused?: boolean
  lost?: string
}

const cases = JSON.parse(readFileSync(join(import.meta.dirname, 'vendor-reading/cases.json'), 'utf8')) as VendorCase[]

/** The vendor's parser expands an internal DOCTYPE; we refuse it. */
const refusedHere = new Set(['315-doctype-entity-attr', '317-doctype-default-attr'])

const bytesOf = ({ xml, base64 }: VendorCase) =>
  base64 === undefined ? Buffer.from(xml ?? '') : Buffer.from(base64, 'base64')

async function read(input: Uint8Array): Promise<ZephyrRecord[] | 'refused'> {
  const records: ZephyrRecord[] = []
  try {
    for await (const record of recordsOf(input)) records.push(record)
    return records
  } catch (error) {
    if (error instanceof ResultFileError) return 'refused'
    throw error
  }
}

const tagsOf = (text = '') => text.split(/\s+/).filter(Boolean)

const line = (status: string, packageName: string, name: string, ...others: unknown[]) =>
  JSON.stringify([status, packageName, name, ...others])

const ofVendor = (record: VendorRecord) =>
  line(
    record.status,
    record.package,
    record.name,
    record.attachment ?? '',
    record.requirements ?? [],
    tagsOf(record.tags),
    record.attachments ?? [],
  )

const ofOurs = (record: ZephyrRecord) =>
  line(
    record.status,
    record.packageName,
    record.name,
    record.attachment ?? '',
    record.requirements,
    record.tags,
    record.attachments ?? [],
  )

test('all files are there', () => {
  expect(cases).toHaveLength(191)
})

test.each(cases.map((each) => [each.name, each] as const))('%s', async (name, each) => {
  const ours = await read(bytesOf(each))
  if (each.refused || refusedHere.has(name)) return expect(ours).toBe('refused')
  if (ours === 'refused') return expect(ours).not.toBe('refused')
  expect(ours.map(ofOurs).sort()).toEqual(each.records?.map(ofVendor).sort())
  expect(ours.some(({ lost }) => lost !== undefined)).toBe(each.lost !== undefined)
})
