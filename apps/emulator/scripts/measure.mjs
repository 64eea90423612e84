// Times every kind of page and read against a database of seed.mjs: node --import ../../scripts/source.mjs --conditions=development scripts/measure.mjs FILE
import { startEmulator } from '../src/index.ts'

const file = process.argv[2]
if (!file) throw new Error('Which file?')
const begin = performance.now()
const emulator = await startEmulator({ file })
console.log(`start ${Math.round(performance.now() - begin)} ms`)
const get = async (path) => (await fetch(`${emulator.url}${path}`)).text()
const { jobs } = JSON.parse(await get('/api/jobs'))
const middle = jobs[Math.floor(jobs.length / 2)].job.id
const { runs } = JSON.parse(await get(`/api/jobs/${middle}/runs`))
const run = runs[Math.floor(runs.length / 2)]
const { records } = JSON.parse(await get(`/api/runs/${run.id}/records`))
const paths = {
  jobs: '/',
  'jobs, last page': '/?offset=900',
  'jobs, searched': '/?text=suite+77',
  job: `/jobs/${middle}`,
  run: `/runs/${run.id}`,
  'run, failed': `/runs/${run.id}?status=FAIL`,
  'run, searched': `/runs/${run.id}?text=page+777`,
  'run, folder': `/runs/${run.id}?folder=${records[0].packageName}`,
  'test case': `/testcases/${records[0].testcase}`,
  cycles: '/cycles',
  cycle: `/cycles/${run.cycle}`,
  'API: run': `/api/runs/${run.id}`,
  'API: jobs': '/api/jobs',
}
for (const [name, path] of Object.entries(paths)) {
  await report(name, () => get(path))
}
const rest = (path) => async () =>
  (
    await fetch(`${emulator.url}/flex/services/rest/${path}`, {
      headers: { authorization: `Bearer ${emulator.token}` },
    })
  ).text()
await report('REST: list', rest('v4/upload-file/automation/file-upload-job/list?projectId=1&releaseId=11'))
await report('REST: progress', rest(`v4/upload-file/automation/schedule/get-latest-job-progress?jobid=${middle}`))
await report('REST: cycle', rest(`v3/cycle/${run.cycle}`))
await report('REST: executions, 1000', rest(`v3/execution?cyclephaseid=${run.phase}&offset=0&pagesize=1000`))
await report('REST: cycles of a release', rest('v3/cycle/release/11'))
await report('REST: testcasetree', rest('v3/testcasetree?releaseid=11'))
await emulator.close()

async function report(name, act) {
  const times = []
  let length = 0
  for (let time = 0; time < 5; time++) {
    const start = performance.now()
    length = (await act()).length
    times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  const shown = [times[0], times[2], times[4]].map((time) => `${time.toFixed(1).padStart(7)} ms`)
  console.log(`${name.padEnd(24)} fastest ${shown[0]}, median ${shown[1]}, slowest ${shown[2]}, ${length} bytes`)
}
