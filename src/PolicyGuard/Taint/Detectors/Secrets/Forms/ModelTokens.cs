namespace PolicyGuard.Taint.Detectors.Secrets.Forms;

/// <summary>Keys of model providers and of the services around them that say what they are.</summary>
internal static class ModelTokens
{
    public static IReadOnlyList<Detector> All { get; } =
    [
        new TokenForm("model-api-key", "sk-{a20-100}", entropy: 3),
        new TokenForm("model-api-key", "sk-<proj|svcacct|admin|None|or-v1|lf>-{w20-}", entropy: 3),
        new TokenForm("huggingface-token", "hf_{z34}", entropy: 3),
        new TokenForm("huggingface-token", "hf_{a34-40}", entropy: 4),
        new TokenForm("huggingface-token", "api_org_{z34}", entropy: 3),
        new TokenForm("perplexity-key", "pplx-{a48-56}", entropy: 3),
        new TokenForm("replicate-token", "r8_{a37}", entropy: 3),
        new TokenForm("groq-key", "gsk_{a50-56}", entropy: 3),
        new TokenForm("xai-key", "xai-{a70-90}", entropy: 3),
        new TokenForm("fireworks-key", "fw_{a22-24}", entropy: 3.5),
        new TokenForm("cerebras-key", "csk-{l48}", entropy: 3),
        new TokenForm("nvidia-key", "nvapi-{w60-70}", entropy: 3),
        new TokenForm("langsmith-key", "lsv2_<pt|sk>_{x32}_{x10}"),
        new TokenForm("pinecone-key", "pcsk_{a5-8}_{a50-70}", entropy: 3),
        new TokenForm("elevenlabs-key", "sk_{x48}", entropy: 3),
        new TokenForm("voyage-key", "pa-{w43}", entropy: 4),
        new TokenForm("jina-key", "jina_{x32}{w20-40}", entropy: 3),
        new TokenForm("firecrawl-key", "fc-{x32}", entropy: 3),
        new TokenForm("e2b-key", "e2b_{x40}", entropy: 3),
        new TokenForm("apify-token", "apify_<api|proxy>_{a34-40}", entropy: 3),
        new TokenForm("brave-search-key", "BSA{w27-29}", entropy: 4),
        new TokenForm("weights-and-biases-key", "wandb_v1_{w60-}", entropy: 3),
        new TokenForm("modal-token", "<ak|as>-{a22}", entropy: 3.5),
        new TokenForm("context7-key", "ctx7sk-{uuid}"),
        new TokenForm("policyguard-key", "pg<k|o>_{w26-}", entropy: 1),
        new TokenForm("anthropic-key", "sk-ant-<api03|admin01>-{w93}AA", entropy: 3),
        new TokenForm("anthropic-key", "sk-ant-<oat01|ort01|sid01>-{w80-140}", entropy: 3),
        new TokenForm("tavily-key", "tvly-{w20-45}", entropy: 3),
    ];
}
