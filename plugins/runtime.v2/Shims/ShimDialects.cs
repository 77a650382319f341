using System.Collections.Concurrent;

namespace PluginHost.Plugins.Runtime.Shims;

/// <summary>
/// Which shims want the old form of standard input at their start (the bare runtime options). Learned by trying, for a file as it is: an
/// update of the binary is asked anew.
/// </summary>
internal sealed class ShimDialects
{
    private readonly ConcurrentDictionary<(string Path, DateTime Written, long Length), bool> _legacy = new();

    public bool IsLegacy(string binary) => _legacy.ContainsKey(Key(binary));

    public void NoteLegacy(string binary) => _legacy[Key(binary)] = true;

    private static (string Path, DateTime Written, long Length) Key(string binary)
    {
        FileInfo file = new(binary);
        return file.Exists ? (binary, file.LastWriteTimeUtc, file.Length) : (binary, default, 0);
    }
}
