namespace PluginHost.Plugins.Metadata.Content.Check;

/// <summary>The words for faults, on the wire and in what the command prints.</summary>
internal static class BlobFaults
{
    public static string Word(this BlobFault fault) => fault switch
    {
        BlobFault.Damaged => "damaged",
        BlobFault.Missing => "missing",
        BlobFault.Unreadable => "unreadable",
        BlobFault.Orphaned => "orphaned",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "not a fault"),
    };

    /// <exception cref="InvalidDataException">Not one of the words.</exception>
    public static BlobFault Parse(string word)
        => Enum.GetValues<BlobFault>().Where(fault => fault.Word() == word).Cast<BlobFault?>().SingleOrDefault()
            ?? throw new InvalidDataException($"\"{word}\" is no fault of a blob that this program knows: use the program of the daemon that runs");
}
