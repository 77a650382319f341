using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Oci;
using PluginHost.Proto.Services.ContentV1;

namespace PluginHost.Plugins.Proxy.Content;

internal static class ContentMessages
{
    public static ContentInfo ToRecord(this Info? message) => new()
    {
        Digest = Digest.TryParse(message?.Digest, out Digest digest)
            ? digest
            : throw new DaemonException(ErrorKind.Internal, $"the proxy plugin answered with the digest \"{message?.Digest}\": internal"),
        Size = message!.Size,
        CreatedAt = message.CreatedAt.ToRecord(),
        UpdatedAt = message.UpdatedAt.ToRecord(),
        Labels = new Dictionary<string, string>(message.Labels),
    };

    public static Info ToMessage(this ContentInfo record)
    {
        Info message = new()
        {
            Digest = record.Digest.ToString(),
            Size = record.Size,
            CreatedAt = record.CreatedAt.ToMessage(),
            UpdatedAt = record.UpdatedAt.ToMessage(),
        };
        message.Labels.Fill(record.Labels);
        return message;
    }

    public static IngestStatus ToRecord(this Status? message) => message is null
        ? throw new DaemonException(ErrorKind.Internal, "the proxy plugin answered without a status: internal")
        : new IngestStatus
        {
            Ref = message.Ref,
            Offset = message.Offset,
            Total = message.Total,
            Expected = Messages.ToDigest(message.Expected),
            StartedAt = message.StartedAt.ToRecord(),
            UpdatedAt = message.UpdatedAt.ToRecord(),
        };
}
