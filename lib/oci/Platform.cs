using PluginHost.Oci.Platforms;

namespace PluginHost.Oci;

/// <summary>
/// An operating system and processor (OCI image index, <c>platform</c>). Empty text means not given. As text:
/// <c>os[(version[+feature…])][/architecture[/variant]]</c> (containerd/platforms). Equal if all parts are, features in their order.
/// </summary>
public sealed record Platform
{
    /// <summary>For example <c>linux</c>.</summary>
    public string Os { get; init; } = "";

    /// <summary>Go's name of the processor, for example <c>amd64</c>.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>For example <c>v7</c>.</summary>
    public string Variant { get; init; } = "";

    /// <summary>Windows version such as <c>10.0.20348.1</c>; elsewhere empty.</summary>
    public string OsVersion { get; init; } = "";

    /// <summary>For example <c>win32k</c>.</summary>
    public IReadOnlyList<string> OsFeatures { get; init; } = [];

    /// <summary>Parses a platform; what the text leaves out is taken from the machine this runs on.</summary>
    /// <exception cref="FormatException">Not a platform; the message names the part that is wrong.</exception>
    public static Platform Parse(string text) => Parse(text, HostPlatform.Detect());

    /// <summary>Parses a platform; what the text leaves out is taken from <paramref name="host"/>.</summary>
    /// <exception cref="FormatException">Not a platform; the message names the part that is wrong.</exception>
    public static Platform Parse(string text, Platform host) => PlatformText.Parse(text, host);

    /// <summary>
    /// The same platform in the usual words: lower case, Go's architecture names, default variants left out, features sorted.
    /// </summary>
    public Platform Normalize() => PlatformNames.Normalize(this);

    /// <summary><c>os/architecture[/variant]</c>; <c>unknown</c> without an operating system.</summary>
    public string Format() => PlatformText.Format(this);

    /// <summary>As <see cref="Format"/>, with version and features in parentheses after the operating system.</summary>
    public string FormatAll() => PlatformText.FormatAll(this);

    /// <inheritdoc/>
    public bool Equals(Platform? other)
        => other is not null && Os == other.Os && Architecture == other.Architecture && Variant == other.Variant
            && OsVersion == other.OsVersion && OsFeatures.SequenceEqual(other.OsFeatures);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Os, Architecture, Variant, OsVersion, OsFeatures.Count);

    /// <inheritdoc cref="FormatAll"/>
    public override string ToString() => FormatAll();
}
