// Drives an official client from standard input: one JSON array [method, ...arguments] a line, one JSON answer a line.
//   node drive.mjs legacy|modern http://…/mcp
//   node drive.mjs legacy|modern command args…
import { createInterface } from 'node:readline';

const [era, target, ...args] = process.argv.slice(2);
const isHttp = /^https?:/.test(target);

const libraries = {
    // Sessions, up to 2025-11-25.
    legacy: async () => ({
        ...(await import('@modelcontextprotocol/sdk/client/index.js')),
        ...(await import('@modelcontextprotocol/sdk/client/streamableHttp.js')),
        ...(await import('@modelcontextprotocol/sdk/client/stdio.js')),
        ...(await import('@modelcontextprotocol/sdk/types.js')),
        options: {},
    }),
    // 2026-07-28, and nothing else: a server that does not speak it is an error.
    modern: async () => ({
        ...(await import('@modelcontextprotocol/client')),
        ...(await import('@modelcontextprotocol/client/stdio')),
        options: { versionNegotiation: { mode: { pin: '2026-07-28' } } },
    }),
};

const library = await libraries[era]();
const client = new library.Client(
    { name: `policyguard-test-${era}`, version: '1.0.0' },
    { capabilities: { sampling: {}, elicitation: {}, roots: {} }, ...library.options },
);

// What the client answers when the server asks it.
const handlers = [
    ['CreateMessageRequestSchema', 'sampling/createMessage', { role: 'assistant', model: 'test', content: { type: 'text', text: 'sampled' } }],
    ['ElicitRequestSchema', 'elicitation/create', { action: 'accept', content: { name: 'Ada' } }],
    ['ListRootsRequestSchema', 'roots/list', { roots: [{ uri: 'file:///test-root', name: 'root' }] }],
];
for (const [schema, method, answer] of handlers) {
    client.setRequestHandler(library[schema] ?? method, async () => answer);
}

const progress = [];
await client.connect(isHttp ? new library.StreamableHTTPClientTransport(new URL(target)) : new library.StdioClientTransport({ command: target, args, env: process.env }));

const operations = {
    // Calls a tool and tells whether it reported meanwhile; the last report may race with the answer within the client.
    callWithProgress: async params => {
        const result = await client.callTool(params, ...(era === 'legacy' ? [undefined] : []), { onprogress: p => progress.push(p) });
        return { result, reported: progress.splice(0)[0] };
    },
    // The revision that was agreed on.
    version: async () => client.getNegotiatedProtocolVersion?.() ?? client.transport.protocolVersion,
};

for await (const line of createInterface({ input: process.stdin })) {
    const [method, ...params] = JSON.parse(line);
    let answer;
    try {
        answer = { ok: (await (operations[method] ?? client[method].bind(client))(...params)) ?? null };
    } catch (error) {
        answer = { error: { code: error.code ?? null, message: error.message } };
    }
    console.log(JSON.stringify(answer));
}
await client.close();
process.exit(0);
