import { setTimeout as delay } from 'node:timers/promises';
import { fromJsonSchema } from '@modelcontextprotocol/server';
import { WAV, embedded, image, text } from './media.mjs';
import { ENUMS, EVERY_DEFAULT, RICH_SCHEMA } from './schemas.mjs';

const said = value => ({ content: [text(value)] });
const strings = (...names) =>
    fromJsonSchema({ type: 'object', properties: Object.fromEntries(names.map(name => [name, { type: 'string' }])), required: names });

/** Tools of both eras, then those of one. */
export function addTools(server, era, notifier) {
    const tool = (name, run, description = `Fixture ${name}`) => server.registerTool(name, { description }, run);

    tool('test_simple_text', () => said('This is a simple text response for testing.'));
    tool('test_image_content', () => ({ content: [image] }));
    tool('test_audio_content', () => ({ content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }] }));
    tool('test_embedded_resource', () => ({
        content: [embedded('test://embedded-resource', 'text/plain', 'This is an embedded resource content.')],
    }));
    tool('test_multiple_content_types', () => ({
        content: [text('Multiple content types test:'), image, embedded('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}')],
    }));
    tool('test_error_handling', () => {
        throw new Error('This tool intentionally returns an error for testing');
    });
    tool('test_tool_with_progress', async ({ mcpReq }) => {
        for (const progress of [0, 50, 100]) {
            if (mcpReq._meta?.progressToken !== undefined) {
                await mcpReq.notify({ method: 'notifications/progress', params: { progressToken: mcpReq._meta.progressToken, progress, total: 100 } });
            }
            await delay(50);
        }
        return said('Progress was reported.');
    });
    server.registerTool('json_schema_2020_12_tool', { description: 'A schema with many keywords', inputSchema: fromJsonSchema(RICH_SCHEMA) }, () => said('ok'));

    (era === 'modern' ? addModern : addLegacy)(tool, server, notifier);
}

/** In sessions the server may ask the client in the middle of a call. */
function addLegacy(tool, server) {
    tool('test_tool_with_logging', async ({ mcpReq }) => {
        for (const data of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
            await mcpReq.log('info', data);
            await delay(50);
        }
        return said('Logging was done.');
    });
    server.registerTool('test_sampling', { description: 'Asks the client\'s model', inputSchema: strings('prompt') }, async ({ prompt }, { mcpReq }) => {
        const { content } = await mcpReq.requestSampling({ messages: [{ role: 'user', content: text(prompt) }], maxTokens: 100 });
        return said(`LLM response: ${content.text}`);
    });
    server.registerTool('test_elicitation', { description: 'Asks the user', inputSchema: strings('message') }, async ({ message }, { mcpReq }) => {
        const properties = { username: { type: 'string', description: 'User\'s response' }, email: { type: 'string', description: 'User\'s email address' } };
        const { action, content } = await mcpReq.elicitInput({ message, requestedSchema: { type: 'object', properties, required: ['username', 'email'] } });
        return said(`User response: action=${action}, content=${JSON.stringify(content)}`);
    });
    for (const [name, requestedSchema] of [['test_elicitation_sep1034_defaults', EVERY_DEFAULT], ['test_elicitation_sep1330_enums', ENUMS]]) {
        tool(name, async ({ mcpReq }) => {
            const { action, content } = await mcpReq.elicitInput({ message: 'Please fill in', requestedSchema });
            return said(`Elicitation completed: action=${action}, content=${JSON.stringify(content)}`);
        });
    }
    tool('test_reconnection', async ({ http }) => {
        // The stream ends in the middle of the call; the client comes back for the answer.
        http?.closeSSE?.();
        await delay(100);
        return said('Answered after the stream was closed.');
    });
}

/** Without sessions each request says what its client can do, and whoever listens is told of changes. */
function addModern(tool, server, notifier) {
    server.registerTool(
        'test_custom_headers',
        {
            description: 'An argument that rides in a header too',
            inputSchema: fromJsonSchema({ type: 'object', properties: { region: { type: 'string', 'x-mcp-header': 'Region' } }, required: ['region'] }),
        },
        ({ region }) => said(region),
    );
    tool('test_logging_tool', async ({ mcpReq }) => {
        await mcpReq.log('info', 'Only for those who asked');
        return said('Logging was done.');
    });
    tool('test_trigger_tool_change', () => {
        notifier ? notifier().toolsChanged() : server.sendToolListChanged();
        return said('The list of tools was said to have changed.');
    });
    tool('test_trigger_prompt_change', () => {
        notifier ? notifier().promptsChanged() : server.sendPromptListChanged();
        return said('The list of prompts was said to have changed.');
    });
}
