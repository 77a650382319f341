using PluginHost.Toml;

namespace PluginHost.Host.Configuration;

/// <summary>
/// From version 3 to 4: the sections <c>[grpc]</c>, <c>[ttrpc]</c>, <c>[metrics]</c> and the address of <c>[debug]</c> become sections of
/// the server plugins, each only where there is none yet (containerd cmd/containerd/server/config/config.go, serviceMigrate).
/// </summary>
internal static class ServiceMigration
{
    public static void Run(TomlTable table)
    {
        TomlTable? debug = Take(table, "debug");
        TomlTable grpc = Take(table, "grpc") ?? new TomlTable();
        TomlTable ttrpc = Take(table, "ttrpc") ?? new TomlTable();
        TomlTable metrics = Take(table, "metrics") ?? new TomlTable();

        Put(table, ListenerUris.Debug, Debug(debug));
        Put(table, ListenerUris.Grpc, Grpc(grpc));
        Put(table, ListenerUris.GrpcTcp, GrpcTcp(grpc));
        Put(table, ListenerUris.Ttrpc, Ttrpc(ttrpc, grpc));
        Put(table, ListenerUris.GrpcMetrics, Only(metrics, "grpc_histogram"));
        Put(table, ListenerUris.Metrics, Only(metrics, "address"));
    }

    private static TomlTable Debug(TomlTable? debug)
    {
        TomlTable section = new();
        if (debug is not null && IsSet(debug, "address"))
        {
            section = Copy(debug, "address", "uid", "gid");
        }

        foreach (string key in new[] { "address", "uid", "gid" })
        {
            debug?.Remove(key);
        }

        return section;
    }

    private static TomlTable Grpc(TomlTable grpc)
    {
        TomlTable section = Only(grpc, "address", "uid", "gid", "max_recv_message_size", "max_send_message_size");
        if (IsSet(grpc, "address"))
        {
            section.Set("uid", Number(grpc, "uid"));
            section.Set("gid", Number(grpc, "gid"));
        }

        return section;
    }

    private static TomlTable GrpcTcp(TomlTable grpc)
    {
        TomlTable section = new();
        if (!IsSet(grpc, "tcp_address"))
        {
            return section;
        }

        foreach ((string from, string to) in new[]
        {
            ("tcp_address", "address"), ("tcp_tls_ca", "tls_ca"), ("tcp_tls_cert", "tls_cert"), ("tcp_tls_key", "tls_key"),
            ("tcp_tls_common_name", "tls_common_name"), ("max_recv_message_size", "max_recv_message_size"),
            ("max_send_message_size", "max_send_message_size"),
        })
        {
            if (IsSet(grpc, from))
            {
                section.Add(to, grpc[from]);
            }
        }

        return section;
    }

    private static TomlTable Ttrpc(TomlTable ttrpc, TomlTable grpc)
    {
        TomlTable section = Only(ttrpc, "address", "uid", "gid");
        if (!IsSet(ttrpc, "address") && grpc.TryGetValue("address", out TomlValue? address)
            && address is TomlString { Value.Length: > 0 } text)
        {
            section.Set("address", new TomlString(text.Value + ".ttrpc"));
            section.Set("uid", IsSet(ttrpc, "uid") ? ttrpc["uid"] : Number(grpc, "uid"));
            section.Set("gid", IsSet(ttrpc, "gid") ? ttrpc["gid"] : Number(grpc, "gid"));
        }
        else if (IsSet(ttrpc, "address"))
        {
            section.Set("uid", Number(ttrpc, "uid"));
            section.Set("gid", Number(ttrpc, "gid"));
        }

        return section;
    }

    private static TomlTable? Take(TomlTable table, string key)
    {
        if (!table.TryGetValue(key, out TomlValue? value) || value is not TomlTable section)
        {
            return null;
        }

        if (key != "debug")
        {
            table.Remove(key);
        }

        return section;
    }

    private static void Put(TomlTable table, string uri, TomlTable section)
    {
        if (section.Count == 0)
        {
            return;
        }

        TomlTable plugins = table.GetOrAddTable("plugins");
        if (!plugins.ContainsKey(uri))
        {
            plugins.Add(uri, section);
        }
    }

    private static TomlTable Only(TomlTable source, params string[] keys) => Copy(source, [.. keys.Where(key => IsSet(source, key))]);

    private static TomlTable Copy(TomlTable source, params string[] keys)
    {
        TomlTable copy = new();
        foreach (string key in keys)
        {
            if (source.TryGetValue(key, out TomlValue? value))
            {
                copy.Add(key, value);
            }
        }

        return copy;
    }

    private static TomlValue Number(TomlTable table, string key)
        => table.TryGetValue(key, out TomlValue? value) ? value : new TomlInteger(0);

    private static bool IsSet(TomlTable table, string key) => table.TryGetValue(key, out TomlValue? value) && value switch
    {
        TomlString text => text.Value.Length > 0,
        TomlInteger integer => integer.Value != 0,
        TomlBoolean flag => flag.Value,
        _ => true,
    };
}
