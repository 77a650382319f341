using System.Globalization;

namespace PluginHost.SnapshotStore;

/// <summary>A run of ids of a user namespace.</summary>
/// <param name="Container">The first id inside.</param>
/// <param name="Host">The host's id for it.</param>
/// <param name="Size">How many; at least 1.</param>
public readonly record struct IdRange(uint Container, uint Host, uint Size)
{
    /// <summary>Whether both hold the same id, inside or on the host.</summary>
    public bool Overlaps(IdRange other)
        => Overlaps(Container, Size, other.Container, other.Size) || Overlaps(Host, Size, other.Host, other.Size);

    /// <summary><c>container:host:size</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Container}:{Host}:{Size}");

    private static bool Overlaps(uint left, uint leftSize, uint right, uint rightSize)
        => left < (ulong)right + rightSize && right < (ulong)left + leftSize;
}
