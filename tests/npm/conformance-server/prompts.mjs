import { completable, fromJsonSchema } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { embedded, image, text } from './media.mjs';

const user = content => ({ role: 'user', content });

export function addPrompts(server) {
    server.registerPrompt('test_simple_prompt', { description: 'No arguments' }, () => ({
        messages: [user(text('This is a simple prompt for testing.'))],
    }));
    server.registerPrompt(
        'test_prompt_with_arguments',
        {
            description: 'Two arguments',
            argsSchema: z.object({
                arg1: completable(z.string().describe('First test argument'), start => ['paris', 'park', 'party'].filter(v => v.startsWith(start))),
                arg2: z.string().describe('Second test argument'),
            }),
        },
        ({ arg1, arg2 }) => ({ messages: [user(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`))] }),
    );
    server.registerPrompt(
        'test_prompt_with_embedded_resource',
        {
            description: 'Embeds a resource',
            argsSchema: fromJsonSchema({ type: 'object', properties: { resourceUri: { type: 'string' } }, required: ['resourceUri'] }),
        },
        ({ resourceUri }) => ({
            messages: [
                user(embedded(resourceUri, 'text/plain', 'Embedded resource content for testing.')),
                user(text('Please process the embedded resource above.')),
            ],
        }),
    );
    server.registerPrompt('test_prompt_with_image', { description: 'Carries an image' }, () => ({
        messages: [user(image), user(text('Please analyze the image above.'))],
    }));
}
