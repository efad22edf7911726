import { acceptedContent, inputRequired, inputResponse } from '@modelcontextprotocol/server';
import { text } from './media.mjs';

const said = value => ({ content: [text(value)] });
const form = (message, name, type = 'string') =>
    inputRequired.elicit({ message, requestedSchema: { type: 'object', properties: { [name]: { type } }, required: [name] } });
const sample = (question, maxTokens) => inputRequired.createMessage({ messages: [{ role: 'user', content: text(question) }], maxTokens });

/** Calls that need an answer before they can be done: the client calls again and brings it (2026-07-28). */
export function addInputRounds(server, states) {
    const tool = (name, run) => server.registerTool(`test_input_required_result_${name}`, { description: `Fixture of input rounds: ${name}` }, ({ mcpReq }) => run(mcpReq));
    const name = ({ inputResponses }) => acceptedContent(inputResponses, 'user_name')?.name;

    const askName = () => inputRequired({ inputRequests: { user_name: form('What is your name?', 'name') } });

    tool('elicitation', req => (typeof name(req) === 'string' ? said(`Hello, ${name(req)}!`) : askName()));
    server.registerTool('test_streaming_elicitation', { description: 'Asks for a name' }, askName);

    server.registerTool('test_missing_capability', { description: 'Asks for what not every client can do' }, () =>
        inputRequired({ inputRequests: { model: sample('Which?', 10) } }));

    tool('sampling', ({ inputResponses }) => {
        const answer = inputResponse(inputResponses, 'capital_question');
        return answer.kind === 'missing'
            ? inputRequired({ inputRequests: { capital_question: sample('What is the capital of France?', 100) } })
            : said(`The model said: ${JSON.stringify(inputResponses.capital_question.content)}`);
    });
    tool('list_roots', ({ inputResponses }) =>
        inputResponses?.client_roots === undefined
            ? inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } })
            : said(`Roots: ${JSON.stringify(inputResponses.client_roots.roots)}`));
    tool('multiple_inputs', async ({ inputResponses }) =>
        inputResponses?.user_name && inputResponses?.greeting && inputResponses?.client_roots
            ? said(`All three came: ${Object.keys(inputResponses).join(', ')}`)
            : inputRequired({
                  inputRequests: { user_name: form('What is your name?', 'name'), greeting: sample('Generate a greeting', 50), client_roots: inputRequired.listRoots() },
                  requestState: await states.mint({ round: 1 }),
              }));
    for (const fixture of ['request_state', 'tampered_state']) {
        tool(fixture, async req =>
            req.requestState() && req.inputResponses?.confirm
                ? said('state-ok')
                : inputRequired({ inputRequests: { confirm: form('Please confirm', 'ok', 'boolean') }, requestState: await states.mint({ round: 1 }) }));
    }
    tool('multi_round', async req => {
        const state = req.requestState();
        if (state?.round === 2 && req.inputResponses?.step2) {
            return said(`${state.name} likes ${acceptedContent(req.inputResponses, 'step2')?.color}.`);
        }
        if (state?.round === 1 && req.inputResponses?.step1) {
            return inputRequired({
                inputRequests: { step2: form('Step 2: What is your favorite color?', 'color') },
                requestState: await states.mint({ round: 2, name: acceptedContent(req.inputResponses, 'step1')?.name }),
            });
        }
        return inputRequired({ inputRequests: { step1: form('Step 1: What is your name?', 'name') }, requestState: await states.mint({ round: 1 }) });
    });
    tool('capabilities', ({ envelope }) => {
        const can = envelope?.['io.modelcontextprotocol/clientCapabilities'] ?? {};
        const inputRequests = {
            ...(can.sampling && { model: sample('What is the capital of France?', 100) }),
            ...(can.elicitation && { user_name: form('What is your name?', 'name') }),
            ...(can.roots && { client_roots: inputRequired.listRoots() }),
        };
        return Object.keys(inputRequests).length > 0 ? inputRequired({ inputRequests }) : said('The client can answer nothing.');
    });

    server.registerPrompt('test_input_required_result_prompt', { description: 'Needs an answer first' }, ({ mcpReq }) => {
        const context = acceptedContent(mcpReq.inputResponses, 'user_context')?.context;
        return context === undefined
            ? inputRequired({ inputRequests: { user_context: form('What context should the prompt use?', 'context') } })
            : { messages: [{ role: 'user', content: text(`Use this context: ${context}`) }] };
    });
}
