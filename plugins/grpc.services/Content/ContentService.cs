using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Proto.Services.ContentV1;
using PluginHost.Rpc;

namespace PluginHost.Plugins.GrpcServices.Content;

internal sealed class ContentService(Components components) : PluginHost.Proto.Services.ContentV1.Content.ContentBase
{
    private const int BlockSize = 100;
    private const int ChunkSize = 1 << 20;

    public override async Task<InfoResponse> Info(InfoRequest request, ServerCallContext context)
        => new() { Info = (await Store(context).InfoAsync(ContentMapping.KnownDigest(request.Digest), context.CancellationToken)).ToMessage() };

    public override async Task<UpdateResponse> Update(UpdateRequest request, ServerCallContext context)
        => new()
        {
            Info = (await Store(context).UpdateAsync(
                request.Info.Require("info").ToRecord(), request.UpdateMask.ToPaths(), context.CancellationToken)).ToMessage(),
        };

    public override async Task List(
        ListContentRequest request, IServerStreamWriter<ListContentResponse> responseStream, ServerCallContext context)
    {
        ListContentResponse block = new();
        await foreach (ContentInfo info in Store(context).WalkAsync(request.Filters, context.CancellationToken))
        {
            block.Info.Add(info.ToMessage());
            if (block.Info.Count == BlockSize)
            {
                await responseStream.WriteAsync(block, context.CancellationToken);
                block = new ListContentResponse();
            }
        }

        if (block.Info.Count > 0)
        {
            await responseStream.WriteAsync(block, context.CancellationToken);
        }
    }

    public override async Task<Empty> Delete(DeleteContentRequest request, ServerCallContext context)
    {
        await Store(context).DeleteAsync(ContentMapping.Digest(request.Digest), context.CancellationToken);
        return new Empty();
    }

    public override async Task Read(
        ReadContentRequest request, IServerStreamWriter<ReadContentResponse> responseStream, ServerCallContext context)
    {
        await using IBlobReader reader = await Store(context).OpenReaderAsync(ContentMapping.Digest(request.Digest, $"{request.Digest}: "), context.CancellationToken);
        long start = Math.Max(request.Offset, 0);
        if (start > reader.Size)
        {
            throw new DaemonException(ErrorKind.OutOfRange, $"read past object length {reader.Size} bytes");
        }

        long length = request.Size <= 0 || request.Size > reader.Size - start ? reader.Size - start : request.Size;
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(length, ChunkSize));
        try
        {
            for (long sent = 0; sent < length;)
            {
                int wanted = (int)Math.Min(Math.Min(length - sent, ChunkSize), buffer.Length);
                int count = await reader.ReadAsync(buffer.AsMemory(0, wanted), start + sent, context.CancellationToken);
                if (count == 0)
                {
                    throw DaemonException.Of(ErrorKind.DataLoss, $"content {request.Digest} ends at {start + sent} of {reader.Size} bytes");
                }

                // The message has been written out when WriteAsync returns, so the next one may use the same bytes.
                await responseStream.WriteAsync(
                    new ReadContentResponse { Offset = sent, Data = UnsafeByteOperations.UnsafeWrap(buffer.AsMemory(0, count)) },
                    context.CancellationToken);
                sent += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public override async Task<StatusResponse> Status(StatusRequest request, ServerCallContext context)
    {
        try
        {
            return new StatusResponse { Status = (await Store(context).StatusAsync(request.Ref, context.CancellationToken)).ToMessage() };
        }
        catch (DaemonException e) when (e.Kind == ErrorKind.NotFound)
        {
            throw e.Within($"could not get status for ref {Quoted.Text(request.Ref)}");
        }
    }

    public override async Task<ListStatusesResponse> ListStatuses(ListStatusesRequest request, ServerCallContext context)
    {
        ListStatusesResponse answer = new();
        foreach (IngestStatus status in await Store(context).ListStatusesAsync(request.Filters, context.CancellationToken))
        {
            answer.Statuses.Add(status.ToMessage());
        }

        return answer;
    }

    public override async Task<Empty> Abort(AbortRequest request, ServerCallContext context)
    {
        await Store(context).AbortAsync(request.Ref, context.CancellationToken);
        return new Empty();
    }

    public override async Task Write(
        IAsyncStreamReader<WriteContentRequest> requestStream,
        IServerStreamWriter<WriteContentResponse> responseStream,
        ServerCallContext context)
    {
        if (await requestStream.MoveNext(context.CancellationToken))
        {
            await using WriteSession session = await WriteSession.OpenAsync(Store(context), requestStream.Current, context.CancellationToken);
            do
            {
                await responseStream.WriteAsync(
                    await session.HandleAsync(requestStream.Current, context.CancellationToken), context.CancellationToken);
            }
            while (!session.Committed && await requestStream.MoveNext(context.CancellationToken));
        }
    }

    private IContentStore Store(ServerCallContext context) => components.Metadata.Content(context.Scope());
}
