namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>The words for kinds of objects, in metrics and in what the commands print.</summary>
internal static class GcKinds
{
    public static string Word(this GcKind kind) => kind switch
    {
        GcKind.Content => "content",
        GcKind.Snapshot => "snapshot",
        GcKind.Container => "container",
        GcKind.Image => "image",
        GcKind.Lease => "lease",
        GcKind.Ingest => "ingest",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of object"),
    };
}
