test('takes long', () => { process.stdout.write('now it hangs\n'); return new Promise((r) => setTimeout(r, 50000)) })
