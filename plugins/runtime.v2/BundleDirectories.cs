namespace PluginHost.Plugins.Runtime;

/// <summary>Where bundles (state) and work directories (root) lie: <c>&lt;directory&gt;/&lt;namespace&gt;/&lt;id&gt;</c>.</summary>
internal sealed record BundleDirectories(string State, string Root)
{
    internal const UnixFileMode SharedMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    internal const UnixFileMode PrivateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const string HiddenMounts = ".mounts";

    public void Create()
    {
        Directory.CreateDirectory(State, SharedMode);
        Directory.CreateDirectory(Root, SharedMode);
    }

    public string BundlePath(string @namespace, string id) => Path.Combine(State, @namespace, id);

    public string WorkPath(string @namespace, string id) => Path.Combine(Root, @namespace, id);

    /// <summary>
    /// Where the mounts are on which the root file system of a task is built. Beside the bundles, not in them: who removes a bundle that
    /// knows nothing of them must not meet them; and hidden, so that nobody takes them for one.
    /// </summary>
    public string MountsPath(string @namespace, string id) => Path.Combine(State, HiddenMounts, @namespace, id);

    /// <summary>Every task that has such mounts, as namespace and id.</summary>
    public IEnumerable<(string Namespace, string Id)> Mounts() => Entries(Path.Combine(State, HiddenMounts));

    /// <summary>Every bundle there is, as namespace and id; hidden directories are rests of removals and not listed.</summary>
    public IEnumerable<(string Namespace, string Id)> Bundles() => Entries(State);

    /// <summary>Every work directory there is, as namespace and id.</summary>
    public IEnumerable<(string Namespace, string Id)> WorkDirectories() => Entries(Root);

    /// <summary>Whose bundle, or what of it, a path below the state directory is; null for another path.</summary>
    public (string Namespace, string Id)? NameOf(string path)
    {
        string[] parts = Path.GetRelativePath(State, path).Split('/');
        if (parts[0] == HiddenMounts)
        {
            parts = parts[1..];
        }

        return parts.Length >= 2 && parts[0][0] != '.' ? (parts[0], parts[1].TrimStart('.')) : null;
    }

    private static IEnumerable<(string Namespace, string Id)> Entries(string directory)
        => from space in Directory.Exists(directory) ? new DirectoryInfo(directory).EnumerateDirectories() : []
           where space.Name[0] != '.'
           from bundle in space.EnumerateDirectories()
           where bundle.Name[0] != '.'
           select (space.Name, bundle.Name);
}
