using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Grpc.Core;
using PluginHost.Rpc.Wire;

namespace PluginHost.Rpc;

using Metadata = Grpc.Core.Metadata;

/// <summary>
/// The end of a call with its typed details: the message <c>google.rpc.Status</c>, which TTRPC has in each failed response and gRPC
/// in the trailer <c>grpc-status-details-bin</c>.
/// </summary>
/// <param name="Code">The status code.</param>
/// <param name="Message">The text that the client sees.</param>
/// <param name="Details">Mostly empty; see <see cref="StatusMapping"/>.</param>
public sealed record RpcStatus(StatusCode Code, string Message, IReadOnlyList<RpcStatusDetail> Details)
{
    /// <summary>The trailer that has the encoded status where there are details.</summary>
    public const string DetailsTrailer = "grpc-status-details-bin";

    /// <summary>A type URL of this message itself.</summary>
    public const string TypeUrl = "type.googleapis.com/google.rpc.Status";

    private const int CodeField = 1;
    private const int MessageField = 2;
    private const int DetailsField = 3;
    private const int AnyTypeUrlField = 1;
    private const int AnyValueField = 2;

    /// <summary>A status without details.</summary>
    public RpcStatus(StatusCode code, string message)
        : this(code, message, [])
    {
    }

    /// <summary>The status of an exception that is one already, with the details in its trailers.</summary>
    public static RpcStatus Of(RpcException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        byte[]? encoded = exception.Trailers.GetValueBytes(DetailsTrailer);
        IReadOnlyList<RpcStatusDetail> details = encoded is not null && TryDecode(new ReadOnlySequence<byte>(encoded), out RpcStatus? status)
            ? status.Details
            : [];
        return new RpcStatus(exception.StatusCode, exception.Status.Detail, details);
    }

    /// <summary>Reads an encoded status; false when the bytes are no such message.</summary>
    public static bool TryDecode(ReadOnlySequence<byte> encoded, [NotNullWhen(true)] out RpcStatus? status)
    {
        try
        {
            status = Decode(encoded);
            return true;
        }
        catch (FormatException)
        {
            status = null;
            return false;
        }
    }

    /// <summary>The encoded message.</summary>
    public byte[] Encode()
    {
        using PooledBufferWriter writer = new();
        WriteTo(writer);
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>The exception by which a client learns of this status; the details are in its trailers.</summary>
    public RpcException ToException()
    {
        Status status = new(Code, Message);
        return Details.Count == 0
            ? new RpcException(status)
            : new RpcException(status, new Metadata { { DetailsTrailer, Encode() } }.Freeze());
    }

    internal static RpcStatus Decode(ReadOnlySequence<byte> encoded)
    {
        int code = 0;
        string message = "";
        List<RpcStatusDetail>? details = null;
        ProtoReader reader = new(encoded);
        while (reader.TryReadField(out int field))
        {
            switch (field)
            {
                case CodeField:
                    code = (int)reader.Varint();
                    break;
                case MessageField:
                    message = reader.Text();
                    break;
                case DetailsField:
                    (details ??= []).Add(DecodeDetail(reader.Bytes()));
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new RpcStatus((StatusCode)code, message, details ?? []);
    }

    internal void WriteTo(IBufferWriter<byte> writer)
    {
        ProtoWriter.Varint(writer, CodeField, (ulong)(int)Code);
        ProtoWriter.Text(writer, MessageField, Message);
        foreach (RpcStatusDetail detail in Details)
        {
            using PooledBufferWriter any = new();
            ProtoWriter.Text(any, AnyTypeUrlField, detail.TypeUrl);
            ProtoWriter.Bytes(any, AnyValueField, detail.Value.Span);
            ProtoWriter.Message(writer, DetailsField, any.WrittenSpan);
        }
    }

    private static RpcStatusDetail DecodeDetail(ReadOnlySequence<byte> encoded)
    {
        string typeUrl = "";
        byte[] value = [];
        ProtoReader reader = new(encoded);
        while (reader.TryReadField(out int field))
        {
            switch (field)
            {
                case AnyTypeUrlField:
                    typeUrl = reader.Text();
                    break;
                case AnyValueField:
                    value = reader.Bytes().ToArray();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new RpcStatusDetail(typeUrl, value);
    }
}
