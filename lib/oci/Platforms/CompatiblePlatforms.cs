using System.Globalization;

namespace PluginHost.Oci.Platforms;

/// <summary>Which older platforms a processor executes as well, newest first (containerd/platforms compare.go).</summary>
internal static class CompatiblePlatforms
{
    public static IEnumerable<Platform> Of(Platform platform) => platform.Architecture switch
    {
        "amd64" => Amd64(platform),
        "arm" => Arm(platform),
        "arm64" => Arm64(platform),
        _ => [platform],
    };

    private static IEnumerable<Platform> Amd64(Platform platform)
    {
        yield return platform;
        if (TryParse(platform.Variant, out int level, out _))
        {
            for (level--; level >= 1; level--)
            {
                yield return platform with { Variant = Name(level) };
            }
        }

        yield return platform with { Architecture = "386", Variant = "" };
    }

    private static IEnumerable<Platform> Arm(Platform platform)
    {
        yield return platform;
        if (TryParse(platform.Variant, out int major, out _))
        {
            for (major--; major >= 5; major--)
            {
                yield return platform with { Variant = Name(major) };
            }
        }
    }

    private static IEnumerable<Platform> Arm64(Platform platform)
    {
        if (!TryParse(platform.Variant.Length == 0 ? "v8" : platform.Variant, out int major, out int minor) || major is not (8 or 9))
        {
            yield return platform;
            yield break;
        }

        if (major == 9)
        {
            foreach (Platform older in Minors(platform, 9, minor))
            {
                yield return older;
            }

            // An ARMv9.x has everything of an ARMv8.(x+5), up to the last of that line.
            minor = Math.Min(minor + 5, 9);
        }

        foreach (Platform older in Minors(platform, 8, minor).Concat(Arm(platform with { Architecture = "arm", Variant = "v8" })))
        {
            yield return older;
        }
    }

    private static IEnumerable<Platform> Minors(Platform platform, int major, int newest)
    {
        for (int minor = newest; minor >= 0; minor--)
        {
            yield return platform with
            {
                Variant = minor == 0 ? Name(major) : string.Create(CultureInfo.InvariantCulture, $"v{major}.{minor}"),
            };
        }
    }

    private static string Name(int version) => string.Create(CultureInfo.InvariantCulture, $"v{version}");

    // Two digits at most: a variant comes from outside, and the list grows with it.
    private static bool TryParse(string variant, out int major, out int minor)
    {
        minor = 0;
        string[] parts = (variant.StartsWith('v') ? variant[1..] : variant).Split('.');
        return TryParseNumber(parts[0], out major) && parts.Length <= 2 && (parts.Length == 1 || TryParseNumber(parts[1], out minor));
    }

    private static bool TryParseNumber(string text, out int number)
    {
        number = 0;
        return text.Length <= 2 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
