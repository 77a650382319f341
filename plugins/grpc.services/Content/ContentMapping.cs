using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Oci;
using PluginHost.Proto.Services.ContentV1;

namespace PluginHost.Plugins.GrpcServices.Content;

internal static class ContentMapping
{
    /// <summary>A digest of a request; what is wrong with it in the words of containerd, which do not end in the kind, after <paramref name="place"/>.</summary>
    public static Digest Digest(string text, string place = "")
    {
        try
        {
            return Oci.Digest.Parse(text);
        }
        catch (DigestFormatException e)
        {
            throw new DaemonException(ErrorKind.InvalidArgument, $"{place}{e.Message}", e);
        }
    }

    /// <summary>The digest of a blob that is asked about.</summary>
    public static Digest KnownDigest(string text)
        => Oci.Digest.TryParse(text, out Digest digest)
            ? digest
            : throw new DaemonException(ErrorKind.InvalidArgument, $"{Quoted.Text(text)} failed validation");

    public static ContentInfo ToRecord(this Info message) => new()
    {
        Digest = KnownDigest(message.Digest),
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
