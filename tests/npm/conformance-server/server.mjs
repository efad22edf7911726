import { randomBytes } from 'node:crypto';
import { McpServer, createRequestStateCodec } from '@modelcontextprotocol/server';
import { addInputRounds } from './input-rounds.mjs';
import { addPrompts } from './prompts.mjs';
import { addResources } from './resources.mjs';
import { addTools } from './tools.mjs';

const states = createRequestStateCodec({ key: randomBytes(32) });

/** One server for one session or, in the stateless era, for one request. `notifier` reaches those who listen. */
export function makeServer({ era }, notifier) {
    const server = new McpServer(
        { name: 'policyguard-conformance-fixture', version: '1.0.0' },
        {
            capabilities: {
                tools: { listChanged: true },
                prompts: { listChanged: true },
                resources: { subscribe: true, listChanged: true },
                logging: {},
                completions: {},
            },
            requestState: { verify: states.verify },
        },
    );
    addTools(server, era, notifier);
    addResources(server, era);
    addPrompts(server);
    if (era === 'modern') {
        addInputRounds(server, states);
    }
    return server;
}
