using PluginHost.Content;
using PluginHost.Proto.Services.ContentV1;

namespace PluginHost.Plugins.GrpcServices.Content;

internal static class ContentMapping
{
    public static ContentInfo ToRecord(this Info message) => new()
    {
        Digest = Wire.ParseDigest(message.Digest),
        Size = message.Size,
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

    public static Status ToMessage(this IngestStatus record) => new()
    {
        Ref = record.Ref,
        Offset = record.Offset,
        Total = record.Total,
        Expected = record.Expected.ToString(),
        StartedAt = record.StartedAt.ToMessage(),
        UpdatedAt = record.UpdatedAt.ToMessage(),
    };
}
