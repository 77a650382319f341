using PluginHost.Linux;

namespace PluginHost.Testing;

/// <summary>What a test needs from the machine: <c>root</c>, or the name of a program.</summary>
internal static class Requirements
{
    /// <summary>The reason to skip; null when everything is there.</summary>
    public static string? Missing(IEnumerable<string> needs)
    {
        List<string> reasons = [.. needs.Select(Reason).OfType<string>()];

        return reasons.Count == 0 ? null : "needs " + string.Join(", ", reasons);
    }

    private static string? Reason(string need) => need switch
    {
        "root" => LibC.GetEffectiveUid() == 0 ? null : "root",
        Tools.PluginHost => Tools.Find(need) is null ? "out/bin/pluginhost (run scripts/build) or PLUGINHOST_BIN" : null,
        _ => Tools.Find(need) is null ? $"the program {need}" : null,
    };
}
