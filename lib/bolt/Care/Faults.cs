using PluginHost.Linux;

namespace PluginHost.Bolt.Care;

/// <summary>How failures are told.</summary>
internal static class Faults
{
    /// <summary>More faults than this are counted, not shown.</summary>
    private const int Shown = 5;

    public static BoltException Of(string path, IReadOnlyList<string> faults) => BoltException.Corrupted($"{path}: {Join(faults)}");

    public static BoltException Io(string path, string call, LinuxException cause)
        => new(BoltError.Io, $"{path}: {call}: {LinuxException.TextOf(cause.Errno)}", cause);

    private static string Join(IReadOnlyList<string> faults)
    {
        string text = string.Join("; ", faults.Take(Shown));
        return faults.Count > Shown ? $"{text}; and {faults.Count - Shown} more" : text;
    }
}
