using System.Globalization;
using System.Text;
using PluginHost.Plugins.Metadata.Content.Check;

namespace PluginHost.Plugins.Metadata.Commands.Content;

/// <summary>Findings as lines.</summary>
internal static class ContentOutput
{
    public static string Of(BlobFinding finding)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{finding.Digest}: {finding.Fault.Word()}: {What(finding)}\n");
        if (finding.Namespaces.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  in {Words("namespace", finding.Namespaces)}\n");
        }

        if (finding.Images.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  of {Words("image", finding.Images)}\n");
        }

        return text.ToString();
    }

    public static string Of(CheckSummary summary) => string.Create(
        CultureInfo.InvariantCulture,
        $"{summary.Blobs} blobs with {summary.Bytes} bytes read, {summary.Workers} at a time: {summary.Faults} with faults, {summary.Orphans} orphaned\n");

    private static string What(BlobFinding finding) => finding.Fault switch
    {
        BlobFault.Missing => $"recorded with {Number(finding.ExpectedBytes)} bytes, not in the content store",
        BlobFault.Unreadable => finding.Error,
        BlobFault.Orphaned => $"{Number(finding.FoundBytes)} bytes without a record, the next collection removes it",
        _ => finding.ExpectedBytes is null || finding.ExpectedBytes == finding.FoundBytes
            ? $"{Number(finding.FoundBytes)} bytes with digest {finding.FoundDigest}"
            : $"{Number(finding.FoundBytes)} of {Number(finding.ExpectedBytes)} bytes, with digest {finding.FoundDigest}",
    };

    private static string Number(long? bytes) => bytes?.ToString(CultureInfo.InvariantCulture) ?? "?";

    private static string Words(string what, IReadOnlyList<string> names) => $"{what}{(names.Count == 1 ? "" : "s")} {string.Join(", ", names)}";
}
