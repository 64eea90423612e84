export default { testDir: 'tests', reporter: [['list'], ['@zephyr-reporters/playwright']] }
