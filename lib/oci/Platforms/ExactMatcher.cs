namespace PluginHost.Oci.Platforms;

/// <summary>
/// One platform: the same operating system, architecture and variant. A candidate may ask for no feature that this platform does not have;
/// the version of the operating system counts on Windows only.
/// </summary>
internal sealed class ExactMatcher(Platform platform)
{
    private const string Win32k = "win32k";

    private readonly Platform _platform = platform.Normalize();

    public bool Match(Platform candidate)
    {
        Platform normalized = candidate.Normalize();
        return normalized.Architecture == _platform.Architecture && normalized.Variant == _platform.Variant && MatchOs(normalized);
    }

    public bool MatchArchitecture(Platform candidate) => candidate.Normalize().Architecture == _platform.Architecture;

    public bool MatchOs(Platform candidate)
    {
        Platform normalized = candidate.Normalize();
        bool windows = _platform.Os == "windows";
        return normalized.Os == _platform.Os
            && (!windows || WindowsVersion.IsCompatible(_platform.OsVersion, normalized.OsVersion))
            && normalized.OsFeatures.All(feature => _platform.OsFeatures.Contains(feature) || (windows && feature == Win32k));
    }
}
