using PluginHost.Proto.Services.IntrospectionV1;

namespace PluginHost.Host.CommandLine;

/// <summary><c>plugins ls [-d] [-q] [FILTER...]</c>: asks the running daemon which plugins it has.</summary>
internal static class PluginsCommand
{
    private static readonly Flag[] Flags =
    [
        new("quiet", 'q', false, "print the ids alone"),
        new("detailed", 'd', false, "print all that is known of each plugin"),
    ];

    public static async Task<int> RunAsync(Invocation invocation, HostOptions options, string[] arguments)
    {
        switch (arguments)
        {
            case ["ls" or "list", ..]:
                await ListAsync(invocation, options, arguments[1..]);
                return 0;
            case [] or ["help" or "h" or "--help" or "-h", ..]:
                return await CommandDispatch.PrintAsync(invocation, HelpText.Plugins(invocation.Program));
            default:
                return CommandDispatch.NoTopic(invocation, arguments[0]);
        }
    }

    private static async Task ListAsync(Invocation invocation, HostOptions options, string[] arguments)
    {
        FlagParser flags = new(Flags);
        PluginsRequest request = new();
        request.Filters.AddRange(flags.Parse(arguments));
        PluginsResponse response = await DaemonClient.CallAsync(
            options.AddressOrDefault,
            (calls, call) => new Introspection.IntrospectionClient(calls).PluginsAsync(request, call).ResponseAsync);
        await invocation.Output.WriteAsync(
            flags.IsSet("quiet") ? PluginTable.Ids(response.Plugins)
            : flags.IsSet("detailed") ? PluginTable.Detailed(response.Plugins)
            : PluginTable.Short(response.Plugins));
    }
}
