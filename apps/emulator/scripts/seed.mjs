// Fills a database: node --import ../../scripts/source.mjs --conditions=development scripts/seed.mjs FILE [jobs] [runs] [records]
// By the set, not record by record: 1,000 jobs of 50 runs of 1,000 records take minutes.
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { openStore } from '../src/store/store.ts'

/** @returns the ids of the first job and the last run. */
export function seed(file, { jobs = 1000, runs = 50, records = 1000 } = {}, report = () => {}) {
  openStore(file).close()
  const db = new DatabaseSync(file)
  db.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA temp_store = MEMORY')
  db.exec(
    `CREATE TEMP TABLE numbers AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${records - 1}) SELECT i FROM n`,
  )
  const insert = (sql) => {
    const statement = db.prepare(sql)
    return (...values) => Number(statement.run(...values).lastInsertRowid)
  }
  const addJob = insert(
    'INSERT INTO jobs (project, release, name, detail, created, file, attachment, attachmentName) VALUES (1, ?, ?, ?, ?, ?, ?, ?)',
  )
  const addCycle = insert(
    "INSERT INTO cycles (project, release, name, starts, ends, created) VALUES (1, ?, ?, '01/01/2026', '12/31/2026', ?)",
  )
  const addPhase = insert("INSERT INTO phases (cycle, name, tree) VALUES (?, 'Automation', 32)")
  const addFolder = insert('INSERT INTO folders (release, parent, name) VALUES (?, 32, ?)')
  const addPackage = insert('INSERT INTO packages (name) VALUES (?)')
  const addRun = insert(
    `INSERT INTO runs (job, status, scheduled, started, ended, operation, milliseconds, cycle, phase, previous, file, fileName, detail, total, failed)
     VALUES (?, 'complete', ?, ?, ?, 'update-execute-job', ?, ?, ?, ?, '', ?, ?, ?, ?)`,
  )
  const packagesPerJob = 20
  const start = Date.now() - runs * 86_400_000
  let run
  for (let index = 0; index < jobs; index++) {
    db.exec('BEGIN')
    const release = index % 3 === 0 ? 12 : 11
    // Each fifth name belongs to two jobs.
    const name = `Suite ${index % 5 === 0 ? Math.max(0, index - 5) : index} of the web shop`
    const detail = JSON.stringify({
      ...{ jobName: name, projectId: 1, releaseId: release, automationFramework: 'junit', cycleName: `Cycle ${index}` },
      ...{
        jobDetailTcrCatalogTreeId: 32,
        testRepositoryPath: 'Release 1.0 > Automation',
        createPackage: true,
        isReuse: true,
      },
      ...{ cycleStartDateStr: '01/01/2026', cycleEndDateStr: '12/31/2026' },
    })
    const job = addJob(release, name, detail, start, `seed-${index}.xml`, 1000 + index, `jest-${index}.xml`)
    const phase = addPhase(addCycle(release, `Cycle ${index}`, start))
    const folders = []
    const packages = []
    for (let part = 0; part < packagesPerJob; part++) {
      folders.push(addFolder(release, `suite${index}-${part}`))
      packages.push(addPackage(`suite${index}.part${part}`))
    }
    const testcase = Number(db.prepare('SELECT COALESCE(MAX(id), 20000) + 1 AS id FROM testcases').get().id)
    db.exec(`INSERT INTO testcases (id, release, folder, name, ordinal)
      SELECT ${testcase} + i, ${release}, ${folders[0]} + i % ${packagesPerJob}, 'shows the page ' || i || ' of suite ${index} as it was before', 1 FROM numbers`)
    db.exec(`INSERT INTO testcase_jobs SELECT ${testcase} + i, ${job} FROM numbers`)
    let previous = null
    for (let nth = 0; nth < runs; nth++) {
      const at = start + nth * 86_400_000
      const failing = `(i * 7 + ${nth}) % 50 = 0`
      const failed = Number(db.prepare(`SELECT SUM(${failing}) AS n FROM numbers`).get().n)
      run = addRun(
        job,
        at,
        at,
        at + 1000,
        60_000 + nth * 100,
        phase - 10_000,
        phase,
        previous,
        `jest-${nth}.xml`,
        detail,
        records,
        failed,
      )
      const wasFailing = `(i * 7 + ${nth - 1}) % 50 = 0`
      const change =
        previous === null ? 'NULL' : `CASE WHEN ${failing} THEN 'broken' WHEN ${wasFailing} THEN 'fixed' END`
      db.exec(`INSERT INTO records (run, position, testcase, package, status, change, milliseconds, attachment)
        SELECT ${run}, i, ${testcase} + i, ${packages[0]} + i % ${packagesPerJob}, CASE WHEN ${failing} THEN '2' ELSE '1' END, ${change}, 60,
          CASE WHEN ${failing} THEN 'AssertionError: expected the page to be shown' || char(10) || '    at page.test.ts:' || i END FROM numbers`)
      db.exec(
        `INSERT INTO run_packages SELECT run, package, COUNT(*), SUM(status = '2') FROM records WHERE run = ${run} GROUP BY package`,
      )
      previous = run
    }
    db.exec(`INSERT INTO executions (phase, testcase, status, run, position, at)
      SELECT ${phase}, testcase, status, run, position, ${Date.now()} FROM records WHERE run = ${run}`)
    db.exec('COMMIT')
    if (index % 50 === 49) report(index + 1)
  }
  db.exec('PRAGMA optimize; ANALYZE runs; ANALYZE jobs')
  db.close()
  return { lastRun: run }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [file, jobs, runs, records] = process.argv.slice(2)
  if (!file)
    throw new Error(
      'Which file? node --import ../../scripts/source.mjs --conditions=development scripts/seed.mjs FILE [jobs] [runs] [records]',
    )
  const sizes = { jobs, runs, records }
  const given = Object.fromEntries(
    Object.entries(sizes).flatMap(([name, text]) => (text ? [[name, Number(text)]] : [])),
  )
  const begin = performance.now()
  const { lastRun } = seed(file, given, (done) =>
    console.log(`${done} jobs, ${Math.round((performance.now() - begin) / 1000)} s`),
  )
  console.log(`Last run: ${lastRun}`)
}
