namespace PluginHost.Archive;

/// <summary>The names by which a layer says what it removes (OCI image-spec, layer.md, "Whiteouts").</summary>
public static class Whiteout
{
    /// <summary>Begins the name of an entry that removes the file with the rest of the name.</summary>
    public const string Prefix = ".wh.";

    /// <summary>The name of an entry that removes everything which lower layers have in its directory.</summary>
    public const string Opaque = ".wh..wh..opq";

    /// <summary>Whether the last part of a path removes something, also as opaque marker.</summary>
    public static bool IsWhiteout(string baseName) => baseName.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The entry name that removes a path.</summary>
    public static string NameFor(string path)
    {
        int name = path.LastIndexOf('/') + 1;

        return $"{path[..name]}{Prefix}{path[name..]}";
    }
}
