using System.Text.RegularExpressions;

namespace PluginHost.Oci.Platforms;

/// <summary>
/// Platforms as operators write them, such as <c>linux/arm64</c> or <c>windows(10.0.20348)/amd64</c> (containerd/platforms).
/// </summary>
internal static partial class PlatformText
{
    // What would end a part of the text early if it stood there as it is; the percent sign goes first when writing, last when reading.
    private static readonly (string Plain, string Encoded)[] Escapes =
        [("%", "%25"), ("+", "%2B"), ("(", "%28"), (")", "%29"), ("/", "%2F")];

    public static Platform Parse(string text, Platform host)
    {
        if (text.Contains('*', StringComparison.Ordinal))
        {
            throw new FormatException($"{GoText.Quote(text)}: wildcards not yet supported");
        }

        string[] parts = text.Split('/');
        Match match = OsPart().Match(parts[0]);
        if (!match.Success)
        {
            throw new FormatException(
                $"{GoText.Quote(parts[0])} is an invalid OS component of {GoText.Quote(text)}: "
                + "it must be a name, with (version+feature) after it if needed");
        }

        foreach (string part in parts.Skip(1).Where(part => !Part().IsMatch(part)))
        {
            throw new FormatException(
                $"{GoText.Quote(part)} is an invalid component of {GoText.Quote(text)}: "
                + $"platform specifier component must match {GoText.Quote(Pattern)}");
        }

        Platform platform = new()
        {
            Os = PlatformNames.NormalizeOs(match.Groups["os"].Value),
            OsVersion = Decode(match.Groups["version"].Value),
            OsFeatures = PlatformNames.SortedFeatures([.. match.Groups["feature"].Captures.Select(feature => Decode(feature.Value))]),
        };
        return parts.Length switch
        {
            1 => Complete(platform, parts[0], text, host),
            2 => WithArchitecture(platform, parts[1]),
            3 => WithVariant(platform, parts[1], parts[2]),
            _ => throw new FormatException($"{GoText.Quote(text)}: cannot parse platform specifier"),
        };
    }

    public static string Format(Platform platform) => Join(platform.Os, platform);

    public static string FormatAll(Platform platform)
    {
        string inside = Encode(platform.OsVersion)
            + string.Concat(PlatformNames.SortedFeatures(platform.OsFeatures).Select(feature => "+" + Encode(feature)));
        return Join(inside.Length == 0 || platform.Os.Length == 0 ? platform.Os : $"{platform.Os}({inside})", platform);
    }

    private static string Join(string os, Platform platform)
        => os.Length == 0
            ? "unknown"
            : string.Join('/', new[] { os, platform.Architecture, platform.Variant }.Where(part => part.Length > 0));

    // A single word is an operating system if it is one, else an architecture; the host has the rest.
    private static Platform Complete(Platform platform, string word, string text, Platform host)
    {
        if (PlatformNames.IsKnownOs(platform.Os))
        {
            bool variant = host is { Architecture: "arm", Variant: not "v7" };
            return platform with { Architecture = host.Architecture, Variant = variant ? host.Variant : "" };
        }

        Platform byArchitecture = WithArchitecture(platform with { Os = host.Os }, word);
        return PlatformNames.IsKnownArchitecture(byArchitecture.Architecture)
            ? byArchitecture
            : throw new FormatException($"{GoText.Quote(text)}: unknown operating system or architecture");
    }

    private static Platform WithArchitecture(Platform platform, string word)
    {
        (string architecture, string variant) = PlatformNames.NormalizeArchitecture(word, "");
        return platform with { Architecture = architecture, Variant = architecture == "arm" && variant == "v7" ? "" : variant };
    }

    private static Platform WithVariant(Platform platform, string word, string variantWord)
    {
        (string architecture, string variant) = PlatformNames.NormalizeArchitecture(word, variantWord);
        return platform with { Architecture = architecture, Variant = architecture == "arm64" && variant.Length == 0 ? "v8" : variant };
    }

    private static string Encode(string text)
        => Escapes.Aggregate(text, (encoded, escape) => encoded.Replace(escape.Plain, escape.Encoded, StringComparison.Ordinal));

    private static string Decode(string text)
        => Escapes.Reverse().Aggregate(
            text, (plain, escape) => plain.Replace(escape.Encoded, escape.Plain, StringComparison.OrdinalIgnoreCase));

    private const string Pattern = "^[A-Za-z0-9_.-]+$";

    [GeneratedRegex(@"^[A-Za-z0-9_.-]+\z")]
    private static partial Regex Part();

    [GeneratedRegex(@"^(?<os>[A-Za-z0-9_.-]+)(\((?<version>[A-Za-z0-9_.%-]*)(\+(?<feature>[A-Za-z0-9_.%-]+))*\))?\z")]
    private static partial Regex OsPart();
}
