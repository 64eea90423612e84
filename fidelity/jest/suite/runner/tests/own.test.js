// What runner.js says of any file.
