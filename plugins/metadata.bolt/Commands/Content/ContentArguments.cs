using System.Globalization;
using PluginHost.Errors;
using PluginHost.Plugins.Metadata.Content.Check;

namespace PluginHost.Plugins.Metadata.Commands.Content;

/// <summary>The words and flags behind <c>content</c>.</summary>
internal sealed record ContentArguments(IReadOnlyList<string> Words, CheckOptions Options)
{
    /// <exception cref="DaemonException">A flag is unknown, or its value is missing or makes no sense.</exception>
    public static ContentArguments Parse(IReadOnlyList<string> arguments, string program)
    {
        List<string> words = [];
        int parallel = 0;
        string @namespace = "";
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            if (!argument.StartsWith('-') || argument is "--help" or "-h")
            {
                words.Add(argument);
                continue;
            }

            string[] parts = argument.TrimStart('-').Split('=', 2);
            if (parts[0] is not ("parallel" or "namespace" or "n"))
            {
                throw DaemonException.InvalidArgument($"content: unknown flag {argument}; see {program} content help");
            }

            string value = parts.Length == 2 ? parts[1]
                : ++i < arguments.Count ? arguments[i]
                : throw DaemonException.InvalidArgument($"content: the flag {argument} needs a value");
            if (parts[0] == "parallel")
            {
                parallel = Number(value);
            }
            else
            {
                @namespace = value;
            }
        }

        return new ContentArguments([.. words.Take(1)], new CheckOptions(parallel, @namespace, [.. words.Skip(1)]));
    }

    private static int Number(string value)
        => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= CheckOptions.MostParallel
            ? number
            : throw DaemonException.InvalidArgument($"content: --parallel {value} is no number from 1 to {CheckOptions.MostParallel}");
}
