using System.Globalization;
using PluginHost.Errors;

namespace PluginHost.Plugins.Runtime.Doctor;

/// <summary>The command line of <c>pluginhost doctor</c>.</summary>
internal sealed record DoctorOptions(bool Fix, bool Yes, bool Help, TimeSpan OlderThan)
{
    /// <summary>A creation that is under way has something without a task for a moment; an orderly one is done by then.</summary>
    private static readonly TimeSpan DefaultAge = TimeSpan.FromMinutes(1);

    /// <exception cref="DaemonException">An argument makes no sense.</exception>
    public static DoctorOptions Parse(IReadOnlyList<string> arguments)
    {
        DoctorOptions options = new(Fix: false, Yes: false, Help: false, DefaultAge);
        for (int i = 0; i < arguments.Count; i++)
        {
            options = arguments[i] switch
            {
                "--fix" => options with { Fix = true },
                "--yes" or "-y" => options with { Yes = true },
                "--older-than" when i + 1 < arguments.Count => options with { OlderThan = Duration(arguments[++i]) },
                "help" or "h" or "--help" or "-h" => options with { Help = true },
                _ => throw DaemonException.InvalidArgument($"doctor {arguments[i]}: no such argument; see doctor --help"),
            };
        }

        return !options.Yes || options.Fix ? options : throw DaemonException.InvalidArgument("doctor --yes: there is nothing to agree to without --fix");
    }

    private static TimeSpan Duration(string text)
    {
        int unit = text.Length > 0 ? "smh".IndexOf(text[^1], StringComparison.Ordinal) : -1;
        return unit >= 0 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            ? TimeSpan.FromSeconds(number * Math.Pow(60, unit))
            : throw DaemonException.InvalidArgument($"doctor --older-than {text}: give a time such as 30s, 5m or 1h");
    }
}
