using PluginHost.Toml;

namespace PluginHost.Host.Configuration;

/// <summary>What holds without a configuration file.</summary>
internal static class HostDefaults
{
    public const string GrpcAddress = "/run/containerd/containerd.sock";
    public const string TtrpcSuffix = ".ttrpc";
    public const long MessageSize = 16 << 20;

    private const string EncryptedLayer = "application/vnd.oci.image.layer.v1.tar";
    private const string DecoderKeys = "/etc/containerd/ocicrypt/keys";
    private const string DecoderProvider = "OCICRYPT_KEYPROVIDER_CONFIG=/etc/containerd/ocicrypt/ocicrypt_keyprovider.conf";

    /// <summary>A new object at each call: its plugin table can be changed.</summary>
    public static HostConfig Create() => new()
    {
        Version = HostConfig.CurrentVersion,
        Root = "/var/lib/containerd",
        State = "/run/containerd",
        // Printed, not followed: imports are taken from files that were read.
        Imports = ["/etc/containerd/conf.d/*.toml"],
        Plugins = new TomlTable
        {
            [ListenerUris.Grpc] = new TomlTable
            {
                ["address"] = new TomlString(GrpcAddress),
                ["max_recv_message_size"] = new TomlInteger(MessageSize),
                ["max_send_message_size"] = new TomlInteger(MessageSize),
            },
        },
        StreamProcessors = new Dictionary<string, StreamProcessorConfig>
        {
            ["io.containerd.ocicrypt.decoder.v1.tar"] = Decoder(""),
            ["io.containerd.ocicrypt.decoder.v1.tar.gzip"] = Decoder("+gzip"),
        },
    };

    private static StreamProcessorConfig Decoder(string compression) => new()
    {
        Accepts = [$"{EncryptedLayer}{compression}+encrypted"],
        Returns = EncryptedLayer + compression,
        Path = "ctd-decoder",
        Args = ["--decryption-keys-path", DecoderKeys],
        Env = [DecoderProvider],
    };
}
