using PluginHost.Linux;
using PluginHost.Testing.Daemons;

namespace PluginHost.Testing;

/// <summary>
/// What a test needs from the machine: <c>root</c>, <c>subject</c> (the daemon under test), the folder <c>../shared</c>,
/// <c>a newer containerd</c>, <c>mkfs.erofs --tar</c>, the absolute path of anything, or the name of a program.
/// </summary>
internal static class Requirements
{
    /// <summary>An <c>mkfs.erofs</c> that makes images of archives.</summary>
    private const string ErofsTarMode = "mkfs.erofs --tar";

    /// <summary>The reason to skip; null when everything is there.</summary>
    public static string? Missing(IEnumerable<string> needs)
    {
        List<string> reasons = [.. needs.Select(Reason).OfType<string>()];

        return reasons.Count == 0 ? null : "needs " + string.Join(", ", reasons);
    }

    private static string? Reason(string need) => need switch
    {
        "root" => LibC.GetEffectiveUid() == 0 ? null : "root",
        SubjectDaemon.Requirement => Reason(SubjectDaemon.IsReference ? "containerd" : Tools.PluginHost),
        Tools.PluginHost => Tools.Find(need) is null ? "out/bin/pluginhost (run scripts/build) or PLUGINHOST_BIN" : null,
        SharedFolder.Requirement => SharedFolder.Exists ? null : "the folder shared beside the repository",
        NewerContainerd.Requirement => NewerContainerd.Obstacle(),
        ErofsTarMode => Reason("mkfs.erofs") ?? (HasTarMode() ? null : "mkfs.erofs with --tar (erofs-utils 1.7)"),
        ['/', ..] => Path.Exists(need) ? null : need,
        _ => Tools.Find(need) is null ? $"the program {need}" : null,
    };

    private static bool HasTarMode()
        => ToolProgram.Run(Tools.Get("mkfs.erofs"), ["--help"], TimeSpan.FromSeconds(30)).Contains("--tar=", StringComparison.Ordinal);
}
