using PluginHost.Host.Configuration;
using PluginHost.Toml;

namespace PluginHost.Host.CommandLine;

/// <summary>Flags beat the file.</summary>
internal static class CommandLineOverrides
{
    public static HostConfig Apply(HostConfig config, HostOptions options)
    {
        if (options.Address.Length > 0)
        {
            SetAddress(config.Plugins, options.Address);
        }

        return config with
        {
            Root = Absolute(options.Root.Length > 0 ? options.Root : config.Root),
            State = Absolute(options.State.Length > 0 ? options.State : config.State),
        };
    }

    private static string Absolute(string path) => path.Length == 0 ? path : Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    private static void SetAddress(TomlTable plugins, string address)
    {
        TomlTable grpc = plugins.GetOrAddTable(ListenerUris.Grpc);
        grpc.Set("address", new TomlString(address));
        if (plugins.ContainsKey(ListenerUris.Ttrpc))
        {
            return;
        }

        TomlTable ttrpc = new() { ["address"] = new TomlString(address + HostDefaults.TtrpcSuffix) };
        foreach (string key in new[] { "uid", "gid" })
        {
            if (grpc.TryGetValue(key, out TomlValue? id))
            {
                ttrpc.Add(key, id);
            }
        }

        plugins.Add(ListenerUris.Ttrpc, ttrpc);
    }
}
