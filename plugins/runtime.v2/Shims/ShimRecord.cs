using PluginHost.Linux.Files;

namespace PluginHost.Plugins.Runtime.Shims;

/// <summary>What a bundle remembers of its shim, so that the next daemon finds it.</summary>
internal sealed record ShimRecord(string Binary, ShimEndpoint Endpoint)
{
    private const string BinaryFile = "shim-binary-path";
    private const string EndpointFile = "bootstrap.json";
    private const string LegacyAddressFile = "address";

    private const uint EndpointMode = 0b110_100_100;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes both files; the endpoint last, for its presence says that the shim can be reached.</summary>
    public static async Task WriteAsync(Bundle bundle, string binary, ShimEndpoint endpoint, CancellationToken cancellationToken)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly,
        };
        await using (StreamWriter writer = new(bundle.Combine(BinaryFile), options))
        {
            await writer.WriteAsync(binary.AsMemory(), cancellationToken);
        }

        DurableFile.Write(bundle.Combine(EndpointFile), endpoint.ToJson(), EndpointMode);
    }

    /// <summary>Reads what is there; null when the bundle does not say where its shim is.</summary>
    public static ShimRecord? TryRead(Bundle bundle)
    {
        ShimEndpoint? endpoint = null;
        if (File.Exists(bundle.Combine(EndpointFile)))
        {
            endpoint = ShimAnswer.Parse(File.ReadAllBytes(bundle.Combine(EndpointFile)));
        }
        else if (File.Exists(bundle.Combine(LegacyAddressFile)))
        {
            endpoint = ShimAnswer.Parse(File.ReadAllBytes(bundle.Combine(LegacyAddressFile)));
        }

        string binary = File.Exists(bundle.Combine(BinaryFile)) ? File.ReadAllText(bundle.Combine(BinaryFile)) : "";
        return endpoint is null ? null : new ShimRecord(binary, endpoint);
    }

    /// <summary>Only the path of the binary, which is there before the shim is; null if it is not.</summary>
    public static string? TryReadBinary(Bundle bundle)
        => File.Exists(bundle.Combine(BinaryFile)) ? File.ReadAllText(bundle.Combine(BinaryFile)) : null;
}
