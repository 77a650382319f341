namespace PluginHost.Shim.Actions;

/// <summary>What the program is called: <c>containerd-shim-RUNTIME-VERSION</c>. Under another name it drives another runtime.</summary>
/// <param name="Program">The name.</param>
/// <param name="Runtime">The runtime program: <c>runc</c>, <c>crun</c>.</param>
/// <param name="Version">The version of the interface: <c>v2</c>.</param>
internal sealed record ShimName(string Program, string Runtime, string Version)
{
    private const string Prefix = "containerd-shim-";

    /// <summary>Reads a path or name; a name of another form drives runc.</summary>
    public static ShimName Of(string path)
    {
        string name = Path.GetFileName(path);
        int hyphen = name.LastIndexOf('-');

        return name.StartsWith(Prefix, StringComparison.Ordinal) && hyphen > Prefix.Length
            ? new ShimName(name, name[Prefix.Length..hyphen], name[(hyphen + 1)..])
            : new ShimName(name, "runc", "v2");
    }
}
