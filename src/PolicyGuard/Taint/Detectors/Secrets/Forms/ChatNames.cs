namespace PolicyGuard.Taint.Detectors.Secrets.Forms;

/// <summary>Tokens of chat, mail and social services that only their provider's name tells from other strings.</summary>
internal static class ChatNames
{
    public static IReadOnlyList<Detector> All { get; } =
    [
        new NamedForm("discord-token", ["discord"], "{x64}", entropy: 3),
        new NamedForm("discord-client-id", ["discord"], "{d17-20}"),
        new NamedForm("discord-client-secret", ["discord"], "{q32}", entropy: 2.5),
        new NamedForm("telegram-bot-token", ["telegr"], "{d5-16}:A{w34}", entropy: 3),
        new NamedForm("mattermost-token", ["mattermost"], "{l26}", entropy: 3),
        new NamedForm("mailgun-signing-key", ["mailgun"], "{x32}-{x8}-{x8}"),
        new NamedForm("messagebird-key", ["messagebird", "message-bird", "message_bird"], "{a25}", entropy: 3),
        new NamedForm("messagebird-client-id", ["messagebird", "message-bird", "message_bird"], "{uuid}"),
        new NamedForm("sendbird-token", ["sendbird"], "{x40}", entropy: 3),
        new NamedForm("sendbird-id", ["sendbird"], "{uuid}"),
        new NamedForm("twilio-auth-token", ["twilio"], "{x32}", entropy: 3),
        new NamedForm("intercom-key", ["intercom"], "{q60}", entropy: 3),
        new NamedForm("zendesk-secret", ["zendesk"], "{a40}", entropy: 3),
        new NamedForm("vonage-secret", ["vonage", "nexmo"], "{a16}", entropy: 3),
        new NamedForm("linkedin-client-id", ["linkedin", "linked-in"], "{a14}", entropy: 2.5),
        new NamedForm("linkedin-client-secret", ["linkedin", "linked-in"], "{a16}", entropy: 2.5),
        new NamedForm("twitter-api-key", ["twitter"], "{a25}", entropy: 3),
        new NamedForm("twitter-access-secret", ["twitter"], "{a45}", entropy: 3),
        new NamedForm("twitter-api-secret", ["twitter"], "{a50}", entropy: 3),
        new NamedForm("twitch-token", ["twitch"], "{l30}", entropy: 3),
        new NamedForm("flickr-token", ["flickr"], "{a32}", entropy: 3),
        new NamedForm("facebook-secret", ["facebook", "fb_", "fb-"], "{x32}", entropy: 3),
        new NamedForm("spotify-secret", ["spotify"], "{x32}", entropy: 3),
        new NamedForm("reddit-secret", ["reddit"], "{w27-30}", entropy: 3),
        new NamedForm("instagram-secret", ["instagram"], "{x32}", entropy: 3),
    ];
}
