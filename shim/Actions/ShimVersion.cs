namespace PluginHost.Shim.Actions;

/// <summary>The version of this program.</summary>
internal static class ShimVersion
{
    /// <summary>As it was built.</summary>
    public static string Text { get; } = typeof(ShimVersion).Assembly.GetName().Version?.ToString(3) ?? "unknown";
}
