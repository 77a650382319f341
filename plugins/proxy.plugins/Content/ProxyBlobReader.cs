using Google.Protobuf;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Oci;
using PluginHost.Proto.Services.ContentV1;

namespace PluginHost.Plugins.Proxy.Content;

using Client = PluginHost.Proto.Services.ContentV1.Content.ContentClient;

/// <summary>Reads a blob by a call for each piece. Whether one that is deleted meanwhile stays readable is up to the other process.</summary>
internal sealed class ProxyBlobReader(ProxyConnection connection, Client client, RequestScope? scope, Digest digest, long size) : IBlobReader
{
    public long Size => size;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        int wanted = (int)Math.Min(buffer.Length, Math.Max(0, size - offset));
        if (wanted == 0)
        {
            return 0;
        }

        ReadContentRequest request = new() { Digest = digest.ToString(), Offset = offset, Size = wanted };
        int count = 0;
        await foreach (ReadContentResponse piece in connection.StreamAsync(options => client.Read(request, options), scope, cancellationToken))
        {
            ByteString data = piece.Data;
            if (data.Length > wanted - count)
            {
                throw DaemonException.Of(ErrorKind.Internal, $"content {digest}: the proxy plugin sent more than the {wanted} bytes that were asked for");
            }

            data.Memory.CopyTo(buffer[count..]);
            count += data.Length;
        }

        return count;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
