import { ResourceTemplate } from '@modelcontextprotocol/server';
import { PNG } from './media.mjs';

export function addResources(server, era) {
    server.registerResource('static-text', 'test://static-text', { description: 'A text that stays', mimeType: 'text/plain' }, uri => ({
        contents: [{ uri: uri.href, mimeType: 'text/plain', text: 'This is the content of the static text resource.' }],
    }));
    server.registerResource('static-binary', 'test://static-binary', { description: 'An image that stays', mimeType: 'image/png' }, uri => ({
        contents: [{ uri: uri.href, mimeType: 'image/png', blob: PNG }],
    }));
    server.registerResource('watched', 'test://watched-resource', { description: 'May be watched', mimeType: 'text/plain' }, uri => ({
        contents: [{ uri: uri.href, mimeType: 'text/plain', text: 'Watched resource content' }],
    }));
    server.registerResource(
        'template',
        new ResourceTemplate('test://template/{id}/data', { list: undefined }),
        { description: 'One for each id', mimeType: 'application/json' },
        (uri, { id }) => ({
            contents: [{ uri: uri.href, mimeType: 'application/json', text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }) }],
        }),
    );
    if (era === 'legacy') {
        server.server.setRequestHandler('resources/subscribe', () => ({}));
        server.server.setRequestHandler('resources/unsubscribe', () => ({}));
    }
}
