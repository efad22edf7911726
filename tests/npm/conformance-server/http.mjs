import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import {
    createMcpHandler,
    hostHeaderValidationResponse,
    isLegacyRequest,
    localhostAllowedHostnames,
    localhostAllowedOrigins,
    originValidationResponse,
} from '@modelcontextprotocol/server';
import { makeServer } from './server.mjs';
import { LegacySessions } from './sessions.mjs';

/** Serves both eras at /mcp: requests with a per-request envelope one by one, all others in sessions. Resolves with the URL. */
export async function serveHttp() {
    const modern = createMcpHandler(context => makeServer(context, () => modern.notify), { legacy: 'reject' });
    const sessions = new LegacySessions();

    async function answer(request) {
        return hostHeaderValidationResponse(request, localhostAllowedHostnames())
            ?? originValidationResponse(request, localhostAllowedOrigins())
            ?? ((await isLegacyRequest(request)) ? sessions.answer(request) : modern.fetch(request));
    }

    const server = createServer(async (incoming, outgoing) => {
        const gone = new AbortController();
        outgoing.on('close', () => gone.abort());
        try {
            await send(await answer(toRequest(incoming, gone.signal)), outgoing);
        } catch {
            outgoing.destroy(); // the client left, or the answer broke off: there is nobody to tell
        }
    });
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${server.address().port}/mcp`;
}

function toRequest(incoming, signal) {
    const body = incoming.method === 'POST' ? { body: Readable.toWeb(incoming), duplex: 'half' } : {};
    return new Request(`http://${incoming.headers.host}${incoming.url}`, { method: incoming.method, headers: incoming.headers, signal, ...body });
}

async function send(response, outgoing) {
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.flushHeaders();
    for await (const chunk of response.body ?? []) {
        outgoing.write(chunk);
    }
    outgoing.end();
}
