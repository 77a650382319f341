using PluginHost.Archive.Changes;
using PluginHost.Archive.Tar;

namespace Archive.Tests.Support;

/// <summary>Layers as text, a line per entry.</summary>
public static class LayerText
{
    public static byte[] Diff(string? lower, string upper, long? sourceDateEpoch = null)
    {
        using MemoryStream layer = new();
        LayerComparer.WriteDiff(lower, upper, layer, sourceDateEpoch, CancellationToken.None);

        return layer.ToArray();
    }

    public static byte[] Upperdir(string upperdir)
    {
        using MemoryStream layer = new();
        LayerComparer.WriteUpperdir(upperdir, layer, null, CancellationToken.None);

        return layer.ToArray();
    }

    public static List<string> Of(byte[] layer)
        => [.. TarReaderTests.ReadAll(new MemoryStream(layer)).Select(entry => Line(entry.Entry, entry.Content))];

    private static string Line(TarEntry entry, string content) => entry.Type switch
    {
        TarEntryType.HardLink => $"{entry.Name} = {entry.LinkName}",
        TarEntryType.Symlink => $"{entry.Name} -> {entry.LinkName}",
        TarEntryType.Regular when content.Length > 0 => $"{entry.Name} {content}",
        _ => entry.Name,
    };
}
