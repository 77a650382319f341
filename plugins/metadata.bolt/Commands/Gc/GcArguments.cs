using PluginHost.Errors;

namespace PluginHost.Plugins.Metadata.Commands.Gc;

/// <summary>The words and flags behind <c>gc</c>.</summary>
internal sealed record GcArguments(IReadOnlyList<string> Words, string Namespace, bool AsJson)
{
    /// <exception cref="DaemonException">A flag is unknown, or its value is missing or makes no sense.</exception>
    public static GcArguments Parse(IReadOnlyList<string> arguments, string program)
    {
        List<string> words = [];
        Dictionary<string, string> flags = new(StringComparer.Ordinal);
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            if (!argument.StartsWith('-') || argument is "--help" or "-h")
            {
                words.Add(argument);
                continue;
            }

            string[] parts = argument.TrimStart('-').Split('=', 2);
            string name = parts[0] == "n" ? "namespace" : parts[0];
            if (name is not ("namespace" or "format"))
            {
                throw DaemonException.InvalidArgument($"gc: unknown flag {argument}; see {program} gc help");
            }

            flags[name] = parts.Length == 2 ? parts[1]
                : ++i < arguments.Count ? arguments[i]
                : throw DaemonException.InvalidArgument($"gc: the flag {argument} needs a value");
        }

        string format = flags.GetValueOrDefault("format", "table");
        return format is "table" or "json"
            ? new GcArguments(words, flags.GetValueOrDefault("namespace", ""), format == "json")
            : throw DaemonException.InvalidArgument($"gc: --format {format} is neither table nor json");
    }
}
