using PluginHost.Oci;
using PluginHost.Plugins.Metadata.Content.Check;
using PluginHost.Proto.Services.ContentCheckV1;

namespace PluginHost.Plugins.Metadata.Service;

/// <summary>Findings as messages and back.</summary>
internal static class CheckMapping
{
    public static Finding ToMessage(BlobFinding finding)
    {
        Finding message = new()
        {
            Digest = finding.Digest.ToString(),
            Fault = finding.Fault.Word(),
            FoundDigest = finding.FoundDigest.ToString(),
            Error = finding.Error,
            Namespaces = { finding.Namespaces },
            Images = { finding.Images },
        };
        if (finding.ExpectedBytes is long expected)
        {
            message.ExpectedBytes = expected;
        }

        if (finding.FoundBytes is long found)
        {
            message.FoundBytes = found;
        }

        return message;
    }

    public static BlobFinding FromMessage(Finding message) => new()
    {
        Digest = Digest.Parse(message.Digest),
        Fault = BlobFaults.Parse(message.Fault),
        ExpectedBytes = message.HasExpectedBytes ? message.ExpectedBytes : null,
        FoundBytes = message.HasFoundBytes ? message.FoundBytes : null,
        FoundDigest = Digest.TryParse(message.FoundDigest, out Digest found) ? found : default,
        Error = message.Error,
        Namespaces = [.. message.Namespaces],
        Images = [.. message.Images],
    };

    public static Summary ToMessage(CheckSummary summary) => new()
    {
        Blobs = summary.Blobs,
        Bytes = summary.Bytes,
        Faults = summary.Faults,
        Orphans = summary.Orphans,
        Parallel = (uint)summary.Workers,
    };

    public static CheckSummary FromMessage(Summary message)
        => new(message.Blobs, message.Bytes, message.Faults, message.Orphans, (int)message.Parallel);
}
