import { randomUUID } from 'node:crypto';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import { makeServer } from './server.mjs';

/** Sessions of revisions up to 2025-11-25: one server for each `initialize`, found again by its header, resumable streams. */
export class LegacySessions {
    #transports = new Map();

    async answer(request) {
        const id = request.headers.get('mcp-session-id');
        if (id !== null) {
            return this.#transports.get(id)?.handleRequest(request)
                ?? Response.json({ jsonrpc: '2.0', id: null, error: { code: -32001, message: 'There is no such session.' } }, { status: 404 });
        }
        const transport = new WebStandardStreamableHTTPServerTransport({
            sessionIdGenerator: randomUUID,
            eventStore: new EventLog(),
            retryInterval: 100,
            onsessioninitialized: session => void this.#transports.set(session, transport),
            onsessionclosed: session => void this.#transports.delete(session),
        });
        await makeServer({ era: 'legacy' }).connect(transport);
        return transport.handleRequest(request);
    }
}

/** What was sent on the streams of one session, so that a client can ask for what it missed. */
class EventLog {
    #events = [];

    async storeEvent(streamId, message) {
        this.#events.push({ streamId, message });
        return String(this.#events.length - 1);
    }

    async getStreamIdForEventId(eventId) {
        return this.#events[Number(eventId)]?.streamId;
    }

    async replayEventsAfter(lastEventId, { send }) {
        const last = Number(lastEventId);
        const streamId = this.#events[last].streamId;
        for (let i = last + 1; i < this.#events.length; i++) {
            const event = this.#events[i];
            // An empty message only marks the beginning of a stream.
            if (event.streamId === streamId && 'jsonrpc' in event.message) {
                await send(String(i), event.message);
            }
        }
        return streamId;
    }
}
