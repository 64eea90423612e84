const { missing } = require('./missing')

it('never runs', () => missing())
