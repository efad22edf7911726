namespace PolicyGuard.Taint.Detectors.Secrets.Forms;

/// <summary>Tokens and webhooks of chat and mail services that say what they are.</summary>
internal static class ChatTokens
{
    public static IReadOnlyList<Detector> All { get; } =
    [
        new TokenForm("slack-token", "xoxb-{d8-14}-{d8-14}-{a18-40}", entropy: 3),
        new TokenForm("slack-token", "xoxb-{d8-14}-{a18-26}", entropy: 3),
        new TokenForm("slack-token", "xox<p|e|c|b>-{d8-14}-{d8-14}-{d8-14}-{w28-64}", entropy: 2.5),
        new TokenForm("slack-token", "xox<o|s>-{d6-14}-{d6-14}-{d6-14}-{x8-64}", entropy: 2.5),
        new TokenForm("slack-token", "xox<a|r>-2-{w20-90}", entropy: 2.5),
        new TokenForm("slack-token", "xox<a|r>-{d6-14}-{w20-90}", entropy: 2.5),
        new TokenForm("slack-token", "xox<a|b|c|e|o|p|r|s>-{a20-120}", entropy: 3.5),
        new TokenForm("slack-token", "xapp-{d1}-{u9-13}-{d10-16}-{l32-70}", entropy: 2.5),
        new TokenForm("slack-token", "xoxe.xox<b|p>-{d1}-{a150-200}", entropy: 3),
        new TokenForm("slack-token", "xoxe-{d1}-{a130-200}", entropy: 3),
        new TokenForm("slack-cookie", "xoxd-{t40-}", entropy: 3),
        new TokenForm("slack-webhook", "hooks.slack.com/<services|workflows|triggers>/{b40-90}", entropy: 3),
        new TokenForm("slack-webhook", "hooks.slack-gov.com/<services|workflows|triggers>/{b40-90}", entropy: 3),
        new TokenForm("discord-webhook", "<discord|discordapp>.com/api/webhooks/{d17-20}/{w60-80}", entropy: 3),
        new TokenForm("teams-webhook", "webhook.office.com/webhookb2/{uuid}@{uuid}/IncomingWebhook/{X32}/{w36-90}"),
        new TokenForm("google-chat-webhook", "chat.googleapis.com/v1/spaces/{w6-20}/messages?key=AIza{w35}"),
        new TokenForm("zapier-webhook", "hooks.zapier.com/hooks/catch/{d4-12}/{a5-12}"),
        new TokenForm("ifttt-webhook", "maker.ifttt.com/trigger/{w1-60}/with/key/{w20-60}", entropy: 3),
        new TokenForm("mattermost-webhook", "/hooks/{l26}", entropy: 3.5),
        new TokenForm("matrix-token", "syt_{b4-200}{p0-2}_{a20}_{a6}", entropy: 3),
        new TokenForm("telegram-bot-token", "{d8-10}:AA{w33}", entropy: 3),
        new TokenForm("telegram-bot-token", "/bot{d8-10}:AA{w33}", entropy: 3),
        new TokenForm("sendgrid-key", "SG.{w20-24}.{w39-50}", entropy: 3),
        new TokenForm("mailgun-key", "<key-|pubkey->{x32}", entropy: 3),
        new TokenForm("mailchimp-key", "{x32}-us{d1-2}", entropy: 3),
        new TokenForm("brevo-key", "x<keysib|smtpsib>-{x64}-{a16}"),
        new TokenForm("twilio-key", "SK{x32}", entropy: 3),
        new TokenForm("resend-key", "re_{a8}_{a24}", entropy: 3),
        new TokenForm("webhook-signing-secret", "whsec_{b24-}{p0-2}", entropy: 3),
        new TokenForm("feishu-webhook", "open.feishu.cn/open-apis/bot/v2/hook/{uuid}"),
        new TokenForm("dingtalk-webhook", "oapi.dingtalk.com/robot/send?access_token={x64}"),
        new TokenForm("wecom-webhook", "qyapi.weixin.qq.com/cgi-bin/webhook/send?key={uuid}"),
    ];
}
