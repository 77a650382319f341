namespace PluginHost.Host.CommandLine;

/// <summary>
/// Parses flags as Go's flag package does, which containerd's command line rests on: one or two dashes, the value after <c>=</c> or as the
/// next argument, the first argument that is no flag ends them, and so does <c>--</c>.
/// </summary>
internal sealed class FlagParser(IReadOnlyList<Flag> flags)
{
    private readonly List<(string Name, string Value)> _values = [];

    /// <returns>The arguments after the flags.</returns>
    /// <exception cref="UsageException">A flag is unknown or lacks its value.</exception>
    public IReadOnlyList<string> Parse(IReadOnlyList<string> arguments)
    {
        int next = 0;
        while (next < arguments.Count && arguments[next] is { Length: > 1 } argument && argument[0] == '-')
        {
            next++;
            if (argument == "--")
            {
                break;
            }

            string name = argument.StartsWith("--", StringComparison.Ordinal) ? argument[2..] : argument[1..];
            int equals = name.IndexOf('=', StringComparison.Ordinal);
            string? value = equals < 0 ? null : name[(equals + 1)..];
            name = equals < 0 ? name : name[..equals];
            Flag flag = flags.FirstOrDefault(flag => flag.Name == name || (name.Length == 1 && flag.Letter == name[0]))
                ?? throw new UsageException($"flag provided but not defined: -{name}");
            if (value is null && flag.TakesValue)
            {
                value = next < arguments.Count ? arguments[next++] : throw new UsageException($"flag needs an argument: -{name}");
            }

            _values.Add((flag.Name, value ?? "true"));
        }

        return [.. arguments.Skip(next)];
    }

    /// <summary>The last value of a flag; empty when it was not given.</summary>
    public string Value(string name) => Values(name) is [.., string last] ? last : "";

    public IReadOnlyList<string> Values(string name) => [.. _values.Where(value => value.Name == name).Select(value => value.Value)];

    /// <exception cref="UsageException">The value is no boolean.</exception>
    public bool IsSet(string name) => Value(name) switch
    {
        "" or "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        string other => throw new UsageException($"invalid boolean value \"{other}\" for -{name}: parse error"),
    };
}
