using PluginHost.Linux.Mounting;

namespace PluginHost.Plugins.Walking.Applying;

/// <summary>The directories of an overlay mount that a layer can be written into without mounting it.</summary>
/// <param name="Upper">The directory that is written.</param>
/// <param name="Lowers">The layers below it, the nearest first.</param>
internal sealed record ApplyPlace(string Upper, IReadOnlyList<string> Lowers)
{
    private const string UpperOption = "upperdir=";
    private const string LowerOption = "lowerdir=";

    /// <summary>The place that the mounts stand for, or null if they have to be mounted.</summary>
    public static ApplyPlace? Find(IReadOnlyList<MountEntry> mounts)
    {
        if (mounts is not [{ Type: "overlay", Target: "" } overlay] || ValueOf(overlay, UpperOption) is not { Length: > 0 } upper)
        {
            return null;
        }

        return new ApplyPlace(upper, ValueOf(overlay, LowerOption)?.Split(':') ?? []);
    }

    private static string? ValueOf(MountEntry mount, string option)
        => mount.Options.LastOrDefault(text => text.StartsWith(option, StringComparison.Ordinal))?[option.Length..];
}
