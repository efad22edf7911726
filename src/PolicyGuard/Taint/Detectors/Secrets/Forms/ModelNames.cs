namespace PolicyGuard.Taint.Detectors.Secrets.Forms;

/// <summary>Keys of model providers that only their provider's name tells from other strings.</summary>
internal static class ModelNames
{
    public static IReadOnlyList<Detector> All { get; } =
    [
        new NamedForm("cohere-key", ["cohere", "co_api_key"], "{a40}", entropy: 3.5),
        new NamedForm("mistral-key", ["mistral"], "{a32}", entropy: 3),
        new NamedForm("together-key", ["together"], "{x64}", entropy: 3),
        new NamedForm("weights-and-biases-key", ["wandb"], "{x40}", entropy: 3),
        new NamedForm("assemblyai-key", ["assemblyai", "assembly_ai"], "{x32}", entropy: 3),
        new NamedForm("deepgram-key", ["deepgram"], "{x40}", entropy: 3),
        new NamedForm("serpapi-key", ["serpapi", "serp_api"], "{x64}", entropy: 3),
        new NamedForm("serper-key", ["serper"], "{x40}", entropy: 3),
        new NamedForm("exa-key", ["exa_api", "exaapi"], "{uuid}"),
        new NamedForm("privateai-token", ["privateai", "private_ai", "private-ai"], "{l32}", entropy: 3),
        new NamedForm("clarifai-key", ["clarifai"], "{x32}", entropy: 3),
        new NamedForm("ai21-key", ["ai21"], "{a32}", entropy: 3),
    ];
}
