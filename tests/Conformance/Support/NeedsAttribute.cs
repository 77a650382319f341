namespace PluginHost.Conformance.Support;

/// <summary>
/// What a suite for one implementation needs: <c>root</c>, or the names of programs. Where something is missing, all its tests are skipped
/// with the reason.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsAttribute(params string[] needs) : Attribute
{
    private static readonly string[] Directories = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>What was asked for.</summary>
    public IReadOnlyList<string> Needs { get; } = needs;

    /// <summary>The reason to skip; null when everything is there.</summary>
    public static string? Missing(IEnumerable<string> needs)
    {
        List<string> reasons = [.. needs.Select(Reason).OfType<string>()];

        return reasons.Count == 0 ? null : string.Join(", ", reasons);
    }

    private static string? Reason(string need) => need switch
    {
        "root" => RootRequirement.Missing,
        _ => Directories.Any(directory => File.Exists(Path.Join(directory, need))) ? null : $"needs the program {need}",
    };
}
