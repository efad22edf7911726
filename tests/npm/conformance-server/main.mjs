// The upstream of the conformance tests: everything that the official suites ask a server for, in both eras.
//   node main.mjs http     listens on a free port of 127.0.0.1 and prints its URL
//   node main.mjs stdio    speaks on standard input and output
// Either way the end of standard input ends it.
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { serveHttp } from './http.mjs';
import { makeServer } from './server.mjs';

if (process.argv[2] === 'stdio') {
    serveStdio(makeServer);
} else {
    console.log(await serveHttp());
    process.stdin.resume();
    process.stdin.on('end', () => process.exit(0));
}
