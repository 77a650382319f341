using PluginHost.Errors;
using PluginHost.Images;
using PluginHost.Oci;
using Image = PluginHost.Proto.Services.ImagesV1.Image;

namespace PluginHost.Plugins.GrpcServices.Images;

internal static class ImagesMapping
{
    public static ImageRecord ToRecord(this Image message)
    {
        if (message.Target is { } target && target.Digest.Length > 0 && !Digest.TryParse(target.Digest, out _))
        {
            string fault = Fault(target.Digest);
            throw DaemonException.InvalidArgument($"Target.Digest \"{target.Digest}\" invalid: {fault}");
        }

        return new ImageRecord
        {
            Name = message.Name,
            Labels = new Dictionary<string, string>(message.Labels),
            Target = message.Target?.ToRecord() ?? new Descriptor(),
        };
    }

    public static Image ToMessage(this ImageRecord record)
    {
        Image message = new()
        {
            Name = record.Name,
            Target = record.Target.ToMessage(),
            CreatedAt = record.CreatedAt.ToMessage(),
            UpdatedAt = record.UpdatedAt.ToMessage(),
        };
        message.Labels.Fill(record.Labels);
        return message;
    }

    private static string Fault(string digest)
    {
        try
        {
            return Digest.Parse(digest).ToString();
        }
        catch (DigestFormatException error)
        {
            return error.Message;
        }
    }
}
