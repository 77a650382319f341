using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginHost.Proto.Services.ContainersV1;
using PluginHost.Proto.Services.ContentV1;
using PluginHost.Proto.Services.SnapshotsV1;
using PluginHost.Proto.Services.TasksV1;
using PluginHost.Rpc;
using PluginHost.Rpc.Client;
using PluginHost.Testing.Daemons;

namespace Runtime.Tests.Checkpoints;

/// <summary>The services that make and restore checkpoints, in the namespace of <c>ctr</c>.</summary>
internal sealed class TaskClient : IDisposable
{
    private readonly GrpcChannel _channel;

    public TaskClient(TestDaemon daemon)
    {
        _channel = GrpcChannel.ForAddress(daemon.Address);
        CallInvoker invoker = _channel.CreateCallInvoker();
        Tasks = new Tasks.TasksClient(invoker);
        Content = new Content.ContentClient(invoker);
        Snapshots = new Snapshots.SnapshotsClient(invoker);
        Containers = new Containers.ContainersClient(invoker);
    }

    public Tasks.TasksClient Tasks { get; }

    public Content.ContentClient Content { get; }

    public Containers.ContainersClient Containers { get; }

    public Snapshots.SnapshotsClient Snapshots { get; }

    public static CallOptions Options
        => new(new Metadata { { RequestScopeHeaders.Namespace, "default" } }, DateTime.UtcNow + TimeSpan.FromSeconds(60));

    public static Any Pack(IMessage message) => new() { TypeUrl = message.Descriptor.FullName, Value = message.ToByteString() };

    /// <summary>All bytes of a blob.</summary>
    public async Task<byte[]> ReadAsync(string digest)
    {
        using AsyncServerStreamingCall<ReadContentResponse> call = Content.Read(new ReadContentRequest { Digest = digest }, Options);
        using MemoryStream bytes = new();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            bytes.Write(call.ResponseStream.Current.Data.Span);
        }

        return bytes.ToArray();
    }

    public void Dispose() => _channel.Dispose();
}
