import { readFile } from 'node:fs/promises'
import { readTemplate, templateRecordsOf } from '@zephyr-reporters/parser-template'

// What Zephyr will record, before anybody uploads anything.
const template = readTemplate(await readFile('template.json', 'utf8'))
for await (const { status, packageName, name } of templateRecordsOf('results.xml', template)) {
  console.log(status, packageName, name)
}
