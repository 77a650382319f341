namespace PluginHost.Shim.Actions;

/// <summary>The command line: flags as Go's flag package reads them, then one action.</summary>
internal sealed record Arguments
{
    private static readonly string[] Values = ["namespace", "id", "address", "publish-binary", "bundle", "socket", "debug-socket"];
    private static readonly string[] Switches = ["debug", "v", "version", "info"];

    public string Namespace { get; private init; } = string.Empty;

    public string Id { get; private init; } = string.Empty;

    /// <summary>The daemon's gRPC address, from which the name of the socket is derived.</summary>
    public string Address { get; private init; } = string.Empty;

    public bool Debug { get; private init; }

    public bool ShowVersion { get; private init; }

    public bool ShowInfo { get; private init; }

    /// <summary><c>start</c>, <c>delete</c>, or nothing for the server.</summary>
    public string Action { get; private init; } = string.Empty;

    /// <summary>Reads them: <c>-x value</c>, <c>-x=value</c>, also with two hyphens.</summary>
    /// <exception cref="ArgumentException">A flag is not known or has no value.</exception>
    public static Arguments Parse(IReadOnlyList<string> arguments)
    {
        Arguments result = new();
        int i = 0;
        for (; i < arguments.Count && arguments[i].StartsWith('-') && arguments[i].Length > 1; i++)
        {
            string flag = arguments[i].TrimStart('-');
            int equals = flag.IndexOf('=', StringComparison.Ordinal);
            string? value = equals < 0 ? null : flag[(equals + 1)..];
            string name = equals < 0 ? flag : flag[..equals];
            if (Values.Contains(name))
            {
                if (value is null && ++i == arguments.Count)
                {
                    throw new ArgumentException($"flag needs an argument: -{name}");
                }

                result = result.With(name, value ?? arguments[i]);
            }
            else if (Switches.Contains(name))
            {
                result = result.With(name, value is not ("false" or "0"));
            }
            else
            {
                throw new ArgumentException($"flag provided but not defined: -{name}");
            }
        }

        return i < arguments.Count ? result with { Action = arguments[i] } : result;
    }

    private Arguments With(string name, string value) => name switch
    {
        "namespace" => this with { Namespace = value },
        "id" => this with { Id = value },
        "address" => this with { Address = value },
        _ => this,
    };

    private Arguments With(string name, bool value) => name switch
    {
        "debug" => this with { Debug = value },
        "info" => this with { ShowInfo = value },
        _ => this with { ShowVersion = value },
    };
}
