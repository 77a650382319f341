using System.Globalization;

namespace PluginHost.SnapshotStore;

/// <summary>
/// The number of a snapshot: given once, kept through the commit, never used again. Its decimal text names the directory.
/// </summary>
/// <param name="Value">1 or more.</param>
public readonly record struct SnapshotId(ulong Value)
{
    /// <summary>The number that a directory name stands for; false for a name that no snapshot can have.</summary>
    public static bool TryParse(string text, out SnapshotId id)
    {
        bool parsed = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value);
        id = new SnapshotId(value);

        return parsed && id.ToString() == text;
    }

    /// <summary>The decimal digits.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
