namespace PolicyGuard.Taint.Detectors.Secrets.Forms;

/// <summary>Keys of clouds and hosting services that only their provider's name tells from other strings.</summary>
internal static class CloudNames
{
    public static IReadOnlyList<Detector> All { get; } =
    [
        new NamedForm("aws-secret-key", ["secret_access_key", "secretaccesskey", "secret_key", "secretkey", "aws", "amazon"],
            "{b40}", entropy: 4),
        new NamedForm("azure-storage-key", ["accountkey", "account_key", "storagekey", "storage_key", "storage_account_key"],
            "{b86}==", entropy: 3.5, nameAlone: true),
        new NamedForm("azure-service-bus-key", ["sharedaccesskey"], "{b43}=", entropy: 3.5, nameAlone: true),
        new NamedForm("azure-devops-token", ["azure", "ado_", "ado-", "vsts", "tfs_"], "{l52}", entropy: 3.5),
        new NamedForm("azure-openai-key", ["azure", "ocp-apim-subscription", "cognitive"], "{x32}", entropy: 3),
        new NamedForm("gcp-service-account-key-id", ["private_key_id"], "{x40}", entropy: 3, nameAlone: true),
        new NamedForm("alibaba-secret-key", ["alibaba", "aliyun", "alicloud"], "{a30}", entropy: 3),
        new NamedForm("tencent-secret-key", ["tencent", "qcloud"], "{a32}", entropy: 3),
        new NamedForm("ibm-cloud-iam-key", ["ibm", "iam", "cloud", "apikey", "api_key", "api-key"], "{w44}", entropy: 3),
        new NamedForm("ibm-cos-hmac-secret", ["secret_access_key", "secret-access-key", "secret_key", "secret-key", "ibm", "cos"],
            "{x48}", entropy: 3),
        new NamedForm("ibm-cos-hmac-key-id", ["access_key_id", "access-key-id", "access_id", "access_key", "access-key", "ibm", "cos"],
            "{x32}", entropy: 3),
        new NamedForm("softlayer-key", ["softlayer", "sl_", "sl-", "slapi"], "{l64}", entropy: 3),
        new NamedForm("cloudant-key", ["cloudant", "clou_", "clou-", "cl_", "cl-"], "{x64}", entropy: 3),
        new NamedForm("cloudant-key", ["cloudant", "clou_", "clou-", "cl_", "cl-"], "{m24}", entropy: 3),
        new NamedForm("cloudflare-api-token", ["cloudflare", "cf_", "cf-"], "{w40}", entropy: 3.5, nameAlone: true),
        new NamedForm("cloudflare-global-key", ["cloudflare", "cf_", "cf-"], "{x37}", entropy: 3, nameAlone: true),
        new NamedForm("heroku-key", ["heroku"], "{uuid}"),
        new NamedForm("scaleway-secret", ["scaleway", "scw"], "{uuid}"),
        new NamedForm("linode-token", ["linode"], "{x64}", entropy: 3),
        new NamedForm("vultr-key", ["vultr"], "{u36}", entropy: 3),
        new NamedForm("hetzner-token", ["hcloud", "hetzner"], "{a64}", entropy: 3.5),
        new NamedForm("vercel-token", ["vercel"], "{a24}", entropy: 3),
        new NamedForm("railway-token", ["railway"], "{uuid}"),
        new NamedForm("fastly-token", ["fastly"], "{q32}", entropy: 3),
        new NamedForm("ngrok-token", ["ngrok"], "{w45-50}", entropy: 3.5),
        new NamedForm("confluent-secret", ["confluent"], "{b64}", entropy: 3.5),
        new NamedForm("confluent-key", ["confluent"], "{a16}", entropy: 3),
        new NamedForm("wireguard-key", ["privatekey", "presharedkey"], "{b43}=", entropy: 3.5, nameAlone: true),
        new NamedForm("consul-token", ["consul", "nomad"], "{uuid}"),
        new NamedForm("launchdarkly-key", ["launchdarkly", "ld_sdk"], "{w36-40}", entropy: 3),
    ];
}
