using Google.Protobuf;
using Grpc.Core;
using PluginHost.Proto.Services.ContainersV1;
using PluginHost.Proto.Services.ContentV1;
using PluginHost.Proto.Services.EventsV1;
using PluginHost.Proto.Services.ImagesV1;
using PluginHost.Proto.Services.LeasesV1;
using PluginHost.Proto.Services.NamespacesV1;
using PluginHost.Proto.Services.SandboxV1;
using PluginHost.Proto.Services.SnapshotsV1;
using PluginHost.Rpc;
using PluginHost.Rpc.Client;

namespace Services.Tests;

/// <summary>The services of one daemon.</summary>
internal sealed class Api(string address) : IDisposable
{
    /// <summary>Time for one call: a daemon that hangs fails the test instead of stopping it.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(address);

    public Namespaces.NamespacesClient Namespaces => new(Invoker);

    public Containers.ContainersClient Containers => new(Invoker);

    public Images.ImagesClient Images => new(Invoker);

    public Content.ContentClient Content => new(Invoker);

    public Leases.LeasesClient Leases => new(Invoker);

    public Snapshots.SnapshotsClient Snapshots => new(Invoker);

    public Store.StoreClient Sandboxes => new(Invoker);

    public Events.EventsClient Events => new(Invoker);

    private CallInvoker Invoker => _channel.CreateCallInvoker();

    /// <summary>Headers of a call; neither is sent when it is null.</summary>
    public static CallOptions In(string? @namespace, string? lease = null)
    {
        Metadata headers = [];
        if (@namespace is not null)
        {
            headers.Add(RequestScopeHeaders.Namespace, @namespace);
        }

        if (lease is not null)
        {
            headers.Add(RequestScopeHeaders.Lease, lease);
        }

        return new CallOptions(headers, DateTime.UtcNow + Limit);
    }

    /// <summary>
    /// One Write stream: what was answered to each message, and how it ended. containerd repeats its last answer at the end of a stream; the repetition
    /// is left out.
    /// </summary>
    public async Task<string> WriteAsync(CallOptions options, params WriteContentRequest[] requests)
    {
        using AsyncDuplexStreamingCall<WriteContentRequest, WriteContentResponse> call = Content.Write(options);
        List<string> answers = [];
        try
        {
            foreach (WriteContentRequest request in requests)
            {
                await call.RequestStream.WriteAsync(request);
                if (!await call.ResponseStream.MoveNext(CancellationToken.None))
                {
                    break;
                }

                answers.Add(MessageText.Of(call.ResponseStream.Current));
            }

            await call.RequestStream.CompleteAsync();
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
            {
                string answer = MessageText.Of(call.ResponseStream.Current);
                if (answer != answers[^1])
                {
                    answers.Add(answer);
                }
            }
        }
        catch (RpcException e)
        {
            answers.Add(MessageText.Of(e));
        }

        return string.Join("; ", answers);
    }

    /// <summary>Stores a blob.</summary>
    public Task<string> PutAsync(CallOptions options, string @ref, byte[] data)
        => WriteAsync(options, new WriteContentRequest { Action = WriteAction.Commit, Ref = @ref, Data = ByteString.CopyFrom(data) });

    public void Dispose() => _channel.Dispose();
}
