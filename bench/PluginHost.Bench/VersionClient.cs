using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginHost.Rpc.Client;
using PluginHost.Testing.Daemons;
using VersionApi = PluginHost.Proto.Services.VersionV1.Version;

namespace PluginHost.Bench;

/// <summary>Calls Version, the cheapest call there is, over one connection.</summary>
internal sealed class VersionClient(TestDaemon daemon) : IDisposable
{
    private readonly GrpcChannel _channel = GrpcChannel.ForAddress($"unix://{daemon.Address}");

    private VersionApi.VersionClient? _client;

    public async Task CallAsync()
    {
        _client ??= new VersionApi.VersionClient(_channel);
        await _client.VersionAsync(new Empty());
    }

    public async Task<bool> TryCallAsync()
    {
        try
        {
            await CallAsync();
            return true;
        }
        catch (RpcException)
        {
            return false;
        }
    }

    public void Dispose() => _channel.Dispose();
}
