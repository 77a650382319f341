using System.Globalization;
using PluginHost.Errors;

namespace PluginHost.SnapshotStore;

/// <summary>
/// A map of user or group ids as the snapshot labels have it: <c>container:host:size[,…]</c> (user_namespaces(7), uid_map). Numbers are of
/// 32 bits; ranges must not be empty, leave the 32 bits, or overlap on either side.
/// </summary>
public sealed record IdMap(IReadOnlyList<IdRange> Ranges)
{
    // As many as the kernel takes for one map.
    private const int MaxRanges = 340;

    /// <summary>Every id is itself.</summary>
    public static IdMap Identity { get; } = new([new IdRange(0, 0, uint.MaxValue)]);

    /// <summary>Reads the value of a label.</summary>
    /// <exception cref="DaemonException">InvalidArgument: no map, with what is wrong.</exception>
    public static IdMap Parse(string text)
    {
        List<IdRange> ranges = [];
        foreach (string part in text.Split(','))
        {
            IdRange range = ParseRange(text, part);
            if (ranges.Any(other => range.Overlaps(other)))
            {
                throw Invalid(text, $"{part} overlaps another range");
            }

            ranges.Add(range);
        }

        return ranges.Count <= MaxRanges ? new IdMap(ranges) : throw Invalid(text, $"more than {MaxRanges} ranges");
    }

    /// <summary>The host's id of an id inside.</summary>
    /// <exception cref="DaemonException">InvalidArgument: no range holds it.</exception>
    public uint ToHost(uint containerId)
    {
        foreach (IdRange range in Ranges)
        {
            if (containerId >= range.Container && containerId - range.Container < range.Size)
            {
                return range.Host + (containerId - range.Container);
            }
        }

        throw DaemonException.InvalidArgument($"id map {this} has no host id for container id {containerId}");
    }

    /// <summary><c>container:host:size[,…]</c>.</summary>
    public override string ToString() => string.Join(',', Ranges);

    private static IdRange ParseRange(string text, string part)
    {
        string[] numbers = part.Split(':');
        if (numbers.Length != 3
            || !TryParse(numbers[0], out uint container)
            || !TryParse(numbers[1], out uint host)
            || !TryParse(numbers[2], out uint size))
        {
            throw Invalid(text, $"\"{part}\" is not container:host:size");
        }

        bool fits = size > 0 && (ulong)container + size <= uint.MaxValue && (ulong)host + size <= uint.MaxValue;

        return fits ? new IdRange(container, host, size) : throw Invalid(text, $"{part} is empty or leaves the 32 bits of an id");
    }

    private static bool TryParse(string text, out uint number)
        => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static DaemonException Invalid(string text, string reason)
        => DaemonException.InvalidArgument($"id map \"{text}\": {reason}");
}
